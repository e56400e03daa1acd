// Asio, its TLS part and Beast are compiled here and nowhere else (target tocsin_boost).
// SPDX-License-Identifier: Apache-2.0
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
