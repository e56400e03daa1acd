// A person's acts on its own channels: limited here, done by whoever keeps them (docs/CHANNELS.md).
// SPDX-License-Identifier: Apache-2.0
#include "server/domain/refusal.hpp"
#include "server/net/refusals.hpp"
#include "server/net/session.hpp"

namespace tocsin::net {

namespace {

v1::Refusal refuse_without_channels() {
    return domain::refuse(
        v1::Refusal::UNSUPPORTED,
        "This server tells nobody beside an open console.",
        "No channel is configured.",
        "Ask whoever runs it for reach.push_contact or reach.smtp_url."
    );
}

} // namespace

void Session::channel(const v1::ChannelAct& act) {
    const auto tell = [this](v1::Channels channels, const std::string& act_id) {
        if (channels.has_refusal()) edge_.count(channels.refusal());
        v1::ServerFrame frame;
        *frame.mutable_channels() = std::move(channels);
        frame.mutable_channels()->set_act_id(act_id);
        push(frame);
    };
    const auto refuse_act = [&](v1::Refusal refusal) {
        v1::Channels channels;
        *channels.mutable_refusal() = std::move(refusal);
        tell(std::move(channels), act.act_id());
    };
    if (auto refusal = too_much(attendance_->messages)) return refuse_act(std::move(*refusal));
    if (caller_.read_only) return refuse_act(refuse_read_only());
    if (draining_) return refuse_act(refuse_draining());
    if (!edge_.options.channels) return refuse_act(refuse_without_channels());
    if (!act.has_list()) acted();
    auto told = [self = self_, tell, act_id = act.act_id()](v1::Channels channels) {
        if (*self == nullptr) return;
        (*self)->guarded([&] { tell(std::move(channels), act_id); });
    };
    edge_.options.channels(*reader, act, std::move(told));
}

} // namespace tocsin::net
