// SPDX-License-Identifier: Apache-2.0
#include "server/app/metrics.hpp"

#include "server/app/process_metrics.hpp"

#include <fmt/format.h>

#include <map>

namespace tocsin::app {

namespace {

using Labels = std::string; // {a="b"} or nothing

class Page {
public:
    void name(std::string_view name, std::string_view type, std::string_view help) {
        name_ = name;
        text_ += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n", name, help, type);
    }

    void value(double value, const Labels& labels = {}) {
        text_ += fmt::format("{}{} {}\n", name_, labels, value);
    }

    void
    one(std::string_view name_of, std::string_view type, std::string_view help, double number) {
        name(name_of, type, help);
        value(number);
    }

    std::string take() { return std::move(text_); }

private:
    std::string text_;
    std::string_view name_;
};

double seconds(Instant instant) {
    return static_cast<double>(to_ms(instant)) / 1000.0;
}

// Exercises stay outside all statistics, except in a log that holds nothing else.
bool counts(const domain::State& shown, v1::Realm realm) {
    return shown.coalition.founded.exercise_only() || realm == v1::ACTUAL;
}

std::string label(std::string_view name, const std::string& value) {
    return fmt::format("{{{}=\"{}\"}}", name, value);
}

void alerts(Page& page, const domain::State& shown) {
    std::map<std::string, int> active;
    for (const auto* severity : {"EXTREME", "SEVERE", "MODERATE", "MINOR", "SEVERITY_UNKNOWN"})
        active[severity] = 0;
    for (const auto& [id, alert] : shown.alerts)
        if (alert.state == domain::Alert::State::live && counts(shown, alert.realm))
            ++active[v1::AlertContent::Severity_Name(alert.content.severity())];
    page.name("tocsin_alerts_active", "gauge", "Alerts issued and neither closed nor cancelled.");
    for (const auto& [severity, count] : active)
        page.value(count, label("severity", severity));
}

void procedures(Page& page, const domain::State& shown) {
    std::map<std::string, int> open{{"STATEMENT", 0}, {"DEMARCHE", 0}, {"PLEDGE_CALL", 0}};
    std::map<std::string, Instant> deadlines;
    std::map<std::string, int> positions;
    for (const auto& [id, procedure] : shown.procedures) {
        if (!counts(shown, procedure.realm)) continue;
        const auto mode = v1::ProcedureDrafted::Mode_Name(procedure.drafted.mode());
        for (const auto& [party, position] : procedure.positions)
            ++positions[fmt::format(
                "{{mode=\"{}\",stance=\"{}\"}}", mode, v1::Position::Stance_Name(position.stance)
            )];
        if (procedure.state != domain::Procedure::State::open) continue;
        ++open[v1::ProcedureDrafted::Kind_Name(procedure.drafted.kind())];
        deadlines[id.text] = procedure.deadline;
    }
    page.name("tocsin_procedures_open", "gauge", "Procedures collecting positions.");
    for (const auto& [kind, count] : open)
        page.value(count, label("kind", kind));
    page.name(
        "tocsin_procedure_deadline_timestamp_seconds", "gauge", "Deadline of each open procedure."
    );
    for (const auto& [id, deadline] : deadlines)
        page.value(seconds(deadline), label("procedure", id));
    page.name("tocsin_positions_total", "gauge", "Positions that stand.");
    for (const auto& [labels, count] : positions)
        page.value(count, labels);
}

void sockets(Page& page, const net::Counters& counters) {
    const auto number = [](std::uint64_t count) { return static_cast<double>(count); };
    page.one(
        "tocsin_ws_connections", "gauge", "Connections open now.", number(counters.connections)
    );
    page.name("tocsin_ws_messages_total", "counter", "Messages by direction.");
    page.value(number(counters.messages_in), label("direction", "in"));
    page.value(number(counters.frames_out), label("direction", "out"));
    page.one("tocsin_ws_bytes_sent_total", "counter", "Bytes sent.", number(counters.bytes_out));
    page.one(
        "tocsin_ws_accepted_total", "counter", "Connections accepted.", number(counters.accepted)
    );
    page.one(
        "tocsin_ws_handshake_timeouts_total",
        "counter",
        "Connections closed before they said who they are.",
        number(counters.handshake_timeouts)
    );
    page.one(
        "tocsin_ws_slow_consumers_disconnected_total",
        "counter",
        "Readers that took too long.",
        number(counters.slow_consumers)
    );
    page.one(
        "tocsin_ws_upgrades_refused_total",
        "counter",
        "Upgrades refused.",
        number(counters.refused_upgrades)
    );
    page.one(
        "tocsin_connections_refused_total",
        "counter",
        "Connections closed or answered 503 because of a limit.",
        number(counters.refused_connections)
    );
    page.one(
        "tocsin_connections_evicted_total",
        "counter",
        "Strangers that made room for newer ones.",
        number(counters.evicted)
    );
    page.one(
        "tocsin_log_ins_failed_total",
        "counter",
        "Log-ins and enrolments that failed.",
        number(counters.log_ins_failed)
    );
    page.one(
        "tocsin_invitations_failed_total",
        "counter",
        "Codes tried that were none.",
        number(counters.invitations_failed)
    );
    page.one(
        "tocsin_http_requests_refused_total",
        "counter",
        "Requests answered 429.",
        number(counters.refused_requests)
    );
    page.one(
        "tocsin_accept_without_descriptors_total",
        "counter",
        "Times a peer was turned away because descriptors had run out.",
        number(counters.no_descriptors)
    );
    page.name("tocsin_refusals_total", "counter", "Refusals by code.");
    for (const auto& [code, count] : counters.refusals)
        page.value(number(count), label("code", code));
}

void log(Page& page, const Measured& measured) {
    const auto& health = measured.health;
    page.one(
        "tocsin_log_entries_total",
        "counter",
        "Entries of the log.",
        static_cast<double>(health.entries)
    );
    page.one(
        "tocsin_log_checkpoint_timestamp_seconds",
        "gauge",
        "When the last checkpoint was released.",
        seconds(health.checkpoint_at)
    );
    page.one(
        "tocsin_log_halted",
        "gauge",
        "1: the log is wrong and nothing is appended.",
        health.halted ? 1 : 0
    );
    page.one(
        "tocsin_log_read_only", "gauge", "1: nothing can be appended now.", health.read_only ? 1 : 0
    );
    page.one("tocsin_ready", "gauge", "1: ready.", health.ready ? 1 : 0);
    page.one(
        "tocsin_clock_sane",
        "gauge",
        "1: the wall clock can be believed.",
        health.clock_sane ? 1 : 0
    );
    page.one(
        "tocsin_inbox_commands",
        "gauge",
        "Commands waiting for the pen.",
        static_cast<double>(health.inbox)
    );
    page.one(
        "tocsin_store_bytes",
        "gauge",
        "Size of the database.",
        static_cast<double>(measured.store_bytes)
    );
    page.one(
        "tocsin_log_lines_dropped_total",
        "counter",
        "Lines that stderr did not take.",
        static_cast<double>(measured.log_lines_dropped)
    );
    if (measured.certificate_ends)
        page.one(
            "tocsin_tls_certificate_expiry_timestamp_seconds",
            "gauge",
            "When the certificate in use ends.",
            seconds(*measured.certificate_ends)
        );
    page.one(
        "tocsin_config_last_reload_successful",
        "gauge",
        "0: the last reload was refused.",
        measured.last_reload_successful ? 1 : 0
    );
}

// The names are those of the policy file: as many as an operator wrote there.
void proof(Page& page, const Measured& measured) {
    if (!measured.witnesses.empty()) {
        page.one(
            "tocsin_witness_quorum",
            "gauge",
            "Whether the last round of cosigning met the policy.",
            measured.quorum_is_met ? 1 : 0
        );
        page.name("tocsin_witness_size", "gauge", "Entries under what each witness cosigned last.");
        for (const auto& one : measured.witnesses)
            page.value(static_cast<double>(one.size), label("witness", one.name));
        page.name("tocsin_witness_trouble", "gauge", "Whether each witness is in trouble.");
        for (const auto& one : measured.witnesses)
            page.value(one.trouble.empty() ? 0 : 1, label("witness", one.name));
    }
    page.one(
        "tocsin_scrub_passes_total",
        "counter",
        "How often the whole log was read again and matched.",
        static_cast<double>(measured.scrubbed.passes)
    );
    page.one(
        "tocsin_scrub_damaged_payloads",
        "gauge",
        "Payloads on the disk that are not the ones recorded.",
        static_cast<double>(measured.scrubbed.damaged)
    );
}

} // namespace

std::string metrics_text(const Measured& measured) {
    Page page;
    page.name("tocsin_build_info", "gauge", "What runs.");
    page.value(1, "{version=\"" TOCSIN_VERSION "\",protocol=\"1\"}");
    sockets(page, measured.counters);
    alerts(page, measured.shown);
    procedures(page, measured.shown);
    log(page, measured);
    proof(page, measured);

    const auto process = process_measures();
    page.one(
        "process_start_time_seconds", "gauge", "Start of the process.", seconds(measured.started)
    );
    page.one("process_cpu_seconds_total", "counter", "Processor time used.", process.cpu_seconds);
    page.one("process_resident_memory_bytes", "gauge", "Resident memory.", process.resident_bytes);
    page.one("process_open_fds", "gauge", "Open descriptors.", process.open_descriptors);
    return page.take();
}

} // namespace tocsin::app
