// SPDX-License-Identifier: Apache-2.0
#include "server/domain/next_steps.hpp"

#include <algorithm>

namespace tocsin::domain {

namespace {

using Case = v1::Command;

// One act of a reader on an alert, with words that nothing is wrong with: whether it is refused is
// then a matter of who asks, and of the alert.
class Trying {
public:
    Trying(const State& state, const Alert& alert, const Asking& asking)
        : state_(state), alert_(alert), asking_(asking) {}

    std::vector<std::string> run() {
        v1::ApproveAlert approve;
        approve.set_alert_id(alert_.id.text);
        add(Case::kApproveAlert, approve);
        v1::AcknowledgeAlert acknowledge;
        acknowledge.set_alert_id(alert_.id.text);
        acknowledge.set_answer(v1::AlertAcknowledged::INFORMED);
        add(Case::kAcknowledgeAlert, acknowledge);
        v1::RetractAcknowledgement retract;
        retract.set_alert_id(alert_.id.text);
        add(Case::kRetractAcknowledgement, retract);
        try_messages();
        try_steering();
        return std::move(steps_);
    }

private:
    template <class Command>
    bool may(const Command& command) const {
        return !decide(state_, command, asking_).refusal;
    }

    template <class Command>
    void add(Case::CommandCase name, const Command& command) {
        if (may(command)) steps_.push_back(name_of(name));
    }

    // What goes out to everybody, or ends it.
    void try_messages() {
        v1::UpdateAlert update;
        update.set_alert_id(alert_.id.text);
        update.set_predecessor(alert_.message);
        *update.mutable_content() = alert_.content;
        add(Case::kUpdateAlert, update);
        v1::CancelAlert cancel;
        cancel.set_alert_id(alert_.id.text);
        cancel.set_predecessor(alert_.message);
        add(Case::kCancelAlert, cancel);
        v1::CloseAlert close;
        close.set_alert_id(alert_.id.text);
        close.set_predecessor(alert_.message);
        add(Case::kCloseAlert, close);
    }

    void try_steering() {
        v1::RingAgain ring;
        ring.set_alert_id(alert_.id.text);
        add(Case::kRingAgain, ring);
        v1::ReportSituation report;
        report.set_alert_id(alert_.id.text);
        add(Case::kReportSituation, report);
        v1::Relabel relabel;
        relabel.set_subject(alert_.id.text);
        relabel.set_label(alert_.content.label());
        *relabel.mutable_audience() = alert_.content.audience();
        relabel.set_do_not_publicise(!alert_.content.do_not_publicise()); // The least that changes.
        add(Case::kRelabel, relabel);
        if (has_duplicate()) steps_.push_back(name_of(Case::kMergeAlerts));
        v1::WriteReview review;
        review.set_subject(alert_.id.text);
        review.set_predecessor(alert_.review);
        review.set_well(".");
        add(Case::kWriteReview, review);
    }

    bool has_duplicate() const {
        const auto& alerts = state_.alerts;
        return std::any_of(alerts.begin(), alerts.end(), [this](const auto& other) {
            if (other.second.state != Alert::State::live) return false;
            v1::MergeAlerts merge;
            merge.set_alert_id(alert_.id.text);
            merge.set_duplicate(other.first.text);
            return may(merge);
        });
    }

    const State& state_;
    const Alert& alert_;
    const Asking& asking_;
    std::vector<std::string> steps_;
};

} // namespace

std::vector<std::string>
next_steps(const State& state, const Alert& alert, const Reader& reader, Instant now) {
    const auto asking = asking_of(state, reader, now);
    if (!asking) return {};
    return Trying(state, alert, *asking).run();
}

} // namespace tocsin::domain
