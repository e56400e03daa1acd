# tocsin_room(NAME DIR dir LINKS …): a static library of every .cpp in `dir`, warnings as errors.
include(CheckPIESupported)
check_pie_supported()   # else CMake leaves -pie to the compiler's own choice
set(hardening_options -fstack-protector-strong -fcf-protection)
set(hardening_definitions _GLIBCXX_ASSERTIONS)
if(NOT CMAKE_BUILD_TYPE STREQUAL "Debug" AND NOT TOCSIN_SANITIZE)
    list(APPEND hardening_definitions _FORTIFY_SOURCE=2)
endif()
# For what is not written by us and linked into us: the generated schema, Boost.
function(tocsin_harden target)
    target_compile_options(${target} PRIVATE ${hardening_options})
    target_compile_definitions(${target} PRIVATE ${hardening_definitions})
endfunction()

add_library(tocsin_flags INTERFACE)
target_include_directories(tocsin_flags INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(tocsin_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror
    ${hardening_options})
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # False alarms of gcc 12 on coroutine frames, on `std::string + literal` and under sanitizers.
    target_compile_options(tocsin_flags INTERFACE
        -Wno-mismatched-new-delete -Wno-maybe-uninitialized -Wno-array-bounds)
endif()
target_compile_definitions(tocsin_flags INTERFACE
    ${hardening_definitions} TOCSIN_VERSION="${PROJECT_VERSION}")
target_link_options(tocsin_flags INTERFACE -Wl,-z,relro,-z,now)
if(TOCSIN_SANITIZE)
    add_compile_options(-fsanitize=${TOCSIN_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${TOCSIN_SANITIZE})
endif()
if(TOCSIN_SANITIZE STREQUAL "thread")
    # It does not understand fences, and Asio's stand beside its mutexes, which it does.
    add_compile_options(-Wno-tsan)
    add_compile_definitions(BOOST_ASIO_DISABLE_FENCED_BLOCK)
endif()
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

# Headers that cost more than most files that include them are compiled once per room. Files include
# what they use all the same; the clang preset builds without.
option(TOCSIN_PCH "Precompile the headers of the schema, Asio and Catch2" ON)
function(tocsin_precompile target)
    get_target_property(type ${target} TYPE)
    if(TOCSIN_PCH AND NOT type STREQUAL "INTERFACE_LIBRARY")
        target_precompile_headers(${target} PRIVATE ${ARGN})
        if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
            target_compile_options(${target} PRIVATE -fpch-preprocess)   # for ccache
        else()
            target_compile_options(${target} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")   # the same
        endif()
    endif()
endfunction()
set(pch_schema <tocsin/v1/frame.pb.h> <algorithm> <map> <optional> <set> <string> <vector>)
set(pch_asio ${pch_schema} <boost/asio/awaitable.hpp> <boost/asio/co_spawn.hpp> <boost/asio/io_context.hpp>
    <boost/asio/ip/tcp.hpp> <boost/asio/steady_timer.hpp> <boost/asio/use_awaitable.hpp>)

function(tocsin_room name)
    cmake_parse_arguments(room "" "DIR" "SOURCES;LINKS" ${ARGN})
    if(NOT room_SOURCES)
        file(GLOB room_SOURCES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${room_DIR}/*.cpp)
    endif()
    if(NOT room_SOURCES)
        add_library(tocsin_${name} INTERFACE)
        target_link_libraries(tocsin_${name} INTERFACE tocsin_flags ${room_LINKS})
        return()
    endif()
    add_library(tocsin_${name} STATIC ${room_SOURCES})
    target_link_libraries(tocsin_${name} PUBLIC tocsin_flags ${room_LINKS})
endfunction()

function(tocsin_program name)
    cmake_parse_arguments(program "" "" "SOURCES;LINKS" ${ARGN})
    if(NOT EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${program_SOURCES})
        return()
    endif()
    add_executable(${name} ${program_SOURCES})
    target_link_libraries(${name} PRIVATE ${program_LINKS})
    install(TARGETS ${name} RUNTIME DESTINATION bin)
endfunction()
