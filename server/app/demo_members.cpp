// The members as of the demo's beginning.
// Source: the Coalition's own list of member governments (freedomonlinecoalition.com), the United
// Nations' list of regional groups (DGACM), capitals' zones of the IANA tz database.
// SPDX-License-Identifier: Apache-2.0
#include "server/app/demo_members.hpp"

#include <array>

namespace tocsin::app {

namespace {

using Group = v1::Party;

constexpr std::array members{
    DemoMember{"AM", "Armenia", Group::EEG, "Asia/Yerevan"},
    DemoMember{"AR", "Argentina", Group::GRULAC, "America/Argentina/Buenos_Aires"},
    DemoMember{"AT", "Austria", Group::WEOG, "Europe/Vienna"},
    DemoMember{"AU", "Australia", Group::WEOG, "Australia/Sydney"},
    DemoMember{"CA", "Canada", Group::WEOG, "America/Toronto"},
    DemoMember{"CH", "Switzerland", Group::WEOG, "Europe/Zurich"},
    DemoMember{"CL", "Chile", Group::GRULAC, "America/Santiago"},
    DemoMember{"CO", "Colombia", Group::GRULAC, "America/Bogota"},
    DemoMember{"CR", "Costa Rica", Group::GRULAC, "America/Costa_Rica"},
    DemoMember{"CV", "Cabo Verde", Group::AFG, "Atlantic/Cape_Verde"},
    DemoMember{"CZ", "Czech Republic", Group::EEG, "Europe/Prague"},
    DemoMember{"DE", "Germany", Group::WEOG, "Europe/Berlin"},
    DemoMember{"DK", "Denmark", Group::WEOG, "Europe/Copenhagen"},
    DemoMember{"EE", "Estonia", Group::EEG, "Europe/Tallinn"},
    DemoMember{"ES", "Spain", Group::WEOG, "Europe/Madrid"},
    DemoMember{"FI", "Finland", Group::WEOG, "Europe/Helsinki"},
    DemoMember{"FR", "France", Group::WEOG, "Europe/Paris"},
    DemoMember{"GB", "United Kingdom", Group::WEOG, "Europe/London"},
    DemoMember{"GE", "Georgia", Group::EEG, "Asia/Tbilisi"},
    DemoMember{"GH", "Ghana", Group::AFG, "Africa/Accra"},
    DemoMember{"IE", "Ireland", Group::WEOG, "Europe/Dublin"},
    DemoMember{"IS", "Iceland", Group::WEOG, "Atlantic/Reykjavik"},
    DemoMember{"IT", "Italy", Group::WEOG, "Europe/Rome"},
    DemoMember{"JP", "Japan", Group::APG, "Asia/Tokyo"},
    DemoMember{"KE", "Kenya", Group::AFG, "Africa/Nairobi"},
    DemoMember{"KR", "Republic of Korea", Group::APG, "Asia/Seoul"},
    DemoMember{"LT", "Lithuania", Group::EEG, "Europe/Vilnius"},
    DemoMember{"LU", "Luxembourg", Group::WEOG, "Europe/Luxembourg"},
    DemoMember{"LV", "Latvia", Group::EEG, "Europe/Riga"},
    DemoMember{"MD", "Moldova", Group::EEG, "Europe/Chisinau"},
    DemoMember{"MN", "Mongolia", Group::APG, "Asia/Ulaanbaatar"},
    DemoMember{"MV", "The Maldives", Group::APG, "Indian/Maldives"},
    DemoMember{"MX", "Mexico", Group::GRULAC, "America/Mexico_City"},
    DemoMember{"NL", "The Netherlands", Group::WEOG, "Europe/Amsterdam"},
    DemoMember{"NO", "Norway", Group::WEOG, "Europe/Oslo"},
    DemoMember{"NZ", "New Zealand", Group::WEOG, "Pacific/Auckland"},
    DemoMember{"PL", "Poland", Group::EEG, "Europe/Warsaw"},
    DemoMember{"SE", "Sweden", Group::WEOG, "Europe/Stockholm"},
    DemoMember{"SI", "Slovenia", Group::EEG, "Europe/Ljubljana"},
    DemoMember{"SK", "Slovakia", Group::EEG, "Europe/Bratislava"},
    DemoMember{"TN", "Tunisia", Group::AFG, "Africa/Tunis"},
    DemoMember{"US", "United States of America", Group::WEOG, "America/New_York"},
};

} // namespace

std::span<const DemoMember> demo_members() {
    return members;
}

} // namespace tocsin::app
