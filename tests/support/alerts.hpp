// A small coalition with somebody in each role, and the commands by which an alert lives: for tests
// of alerts, reach, audience and views. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/domain.hpp"

namespace tocsin::test {

inline v1::AlertContent shutdown_in(const std::string& country, v1::Tlp label = v1::AMBER) {
    v1::AlertContent content;
    content.set_status(v1::AlertContent::STATUS_ACTUAL);
    content.add_countries(country);
    content.add_kinds(v1::AlertContent::FULL_SHUTDOWN);
    content.set_urgency(v1::AlertContent::IMMEDIATE);
    content.set_severity(v1::AlertContent::SEVERE);
    content.set_certainty(v1::AlertContent::OBSERVED);
    content.set_verification(v1::AlertContent::REPORTED);
    content.set_precedence(v1::AlertContent::ALERT);
    content.set_label(label);
    content.set_headline("No connectivity in " + country);
    return content;
}

inline void
add_source(v1::AlertContent& content, const std::string& publisher, const std::string& url = "") {
    v1::Evidence& evidence = *content.add_evidence();
    evidence.set_source_class(v1::Evidence::MEASUREMENT);
    evidence.set_publisher(publisher);
    evidence.set_url(url);
}

struct SmallCoalition {
    World world;
    domain::Asker lead, other_lead, support, chair, ghana, ghana_deputy, norway, chile;
    domain::Asker observer, adviser, adviser_lead, auditor, machine;

    explicit SmallCoalition(Founding founding = Founding::actual) : world(founding) {
        for (const char* code : {"CL", "EE", "GH", "NL", "NO"})
            world.admit(code);
        world.admit("regional-body", v1::Party::OBSERVER);
        world.admit("civil-network", v1::Party::ADVISER);
        world.admit("support-unit", v1::Party::SECRETARIAT);
        lead = world.person("NL", {v1::LEAD});
        other_lead = world.person("EE", {v1::LEAD});
        support = world.person("support-unit", {v1::SUPPORT});
        chair = world.person("EE", {v1::CHAIR});
        ghana = world.person("GH", {v1::FOCAL_POINT});
        ghana_deputy = world.person("GH", {v1::FOCAL_POINT});
        norway = world.person("NO", {v1::FOCAL_POINT});
        chile = world.person("CL", {v1::FOCAL_POINT});
        observer = world.person("regional-body", {v1::OBSERVER_ROLE});
        adviser = world.person("civil-network", {v1::ADVISER_ROLE});
        adviser_lead = world.person("civil-network", {v1::LEAD});
        auditor = world.person("support-unit", {v1::AUDITOR});
        machine = world.person("civil-network", {v1::SOURCE});
    }

    domain::Decision raise(const v1::AlertContent& content, const domain::Asker& by) {
        v1::Command command = world.command();
        *command.mutable_raise_alert()->mutable_content() = content;
        return world.submit(command, by);
    }

    domain::Decision approve(const std::string& alert, const domain::Asker& by) {
        v1::Command command = world.command();
        command.mutable_approve_alert()->set_alert_id(alert);
        return world.submit(command, by);
    }

    // Raised by a lead, approved by the secretariat; its id.
    std::string issued(const v1::AlertContent& content) {
        const std::string id = raise(content, lead).subject;
        approve(id, support);
        return id;
    }

    domain::Decision update(
        const std::string& alert,
        std::uint32_t predecessor,
        const v1::AlertContent& content,
        bool material,
        const domain::Asker& by
    ) {
        v1::Command command = world.command();
        v1::UpdateAlert& update = *command.mutable_update_alert();
        update.set_alert_id(alert);
        update.set_predecessor(predecessor);
        update.set_material(material);
        update.set_change("What is known has changed.");
        *update.mutable_content() = content;
        return world.submit(command, by);
    }

    domain::Decision
    cancel(const std::string& alert, std::uint32_t predecessor, const domain::Asker& by) {
        v1::Command command = world.command();
        command.mutable_cancel_alert()->set_alert_id(alert);
        command.mutable_cancel_alert()->set_predecessor(predecessor);
        command.mutable_cancel_alert()->set_reason("Raised in error.");
        return world.submit(command, by);
    }

    domain::Decision
    close(const std::string& alert, std::uint32_t predecessor, const domain::Asker& by) {
        v1::Command command = world.command();
        v1::CloseAlert& close = *command.mutable_close_alert();
        close.set_alert_id(alert);
        close.set_predecessor(predecessor);
        close.mutable_situation()->set_status(v1::Situation::RESTORED);
        return world.submit(command, by);
    }

    domain::Decision note(const std::string& subject, const domain::Asker& by) {
        v1::Command command = world.command();
        command.mutable_add_note()->set_subject(subject);
        command.mutable_add_note()->set_text("The embassy confirms it.");
        return world.submit(command, by);
    }

    domain::Decision acknowledge(
        const std::string& alert,
        const domain::Asker& by,
        v1::AlertAcknowledged::Answer answer = v1::AlertAcknowledged::INFORMED,
        bool replaces = false,
        Instant answer_by = {}
    ) {
        v1::Command command = world.command();
        v1::AcknowledgeAlert& acknowledge = *command.mutable_acknowledge_alert();
        acknowledge.set_alert_id(alert);
        acknowledge.set_answer(answer);
        acknowledge.set_replaces(replaces);
        acknowledge.set_answer_by(to_ms(answer_by));
        return world.submit(command, by);
    }

    domain::Decision retract(const std::string& alert, const domain::Asker& by) {
        v1::Command command = world.command();
        command.mutable_retract_acknowledgement()->set_alert_id(alert);
        return world.submit(command, by);
    }

    domain::Decision deliver(
        const std::string& alert,
        std::uint32_t message,
        const domain::Asker& to,
        v1::Delivery::Rung rung,
        const std::string& reason = ""
    ) {
        v1::Command command = world.command();
        v1::Delivery& delivery = *command.mutable_record_delivery()->add_deliveries();
        delivery.set_alert_id(alert);
        delivery.set_message(message);
        delivery.set_person(to.person.str());
        delivery.set_rung(rung);
        delivery.set_at(to_ms(world.now));
        delivery.set_reason(reason);
        return world.submit(command, server);
    }

    const domain::Alert& alert(const std::string& id) const {
        return world.state.alerts.at(domain::AlertId{id});
    }

    domain::Reader reader(const domain::Asker& asker) const {
        return *domain::reader_of(world.state, asker.person, world.now);
    }
};

// The same with a deputy, as the default ladder needs one.
struct DeputyCoalition : SmallCoalition {
    DeputyCoalition() { world.place(ghana_deputy, true); }
};

// The code it refuses with; nothing refused: CODE_UNSPECIFIED.
inline v1::Refusal::Code code_of(const domain::Decision& decision) {
    return decision.refusal ? decision.refusal->code() : v1::Refusal::CODE_UNSPECIFIED;
}

} // namespace tocsin::test
