# The web console: built by npm in client/web, put into the server. OFF for a machine without npm or
# without its registry: the server then has no pages, and everything else.
option(TOCSIN_CONSOLE "Build the web console and put it into the server" ON)
set(console_source ${PROJECT_SOURCE_DIR}/client/web)
set(console_out ${PROJECT_BINARY_DIR}/console)
if(TOCSIN_CONSOLE AND EXISTS ${console_source}/package.json)
    find_program(NPM npm REQUIRED)
    file(GLOB_RECURSE console_inputs CONFIGURE_DEPENDS
        ${console_source}/src/* ${console_source}/public/* ${console_source}/i18n/* ${console_source}/tools/*)
    list(FILTER console_inputs EXCLUDE REGEX "/gen/")
    file(GLOB schema CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/proto/tocsin/v1/*.proto)
    add_custom_command(
        OUTPUT ${console_out}/console_files.cpp
        COMMAND ${PROJECT_SOURCE_DIR}/cmake/build_console.sh ${console_source} ${console_out}
        DEPENDS ${console_inputs} ${schema} ${console_source}/package-lock.json ${console_source}/index.html
                ${console_source}/vite.config.ts ${PROJECT_SOURCE_DIR}/cmake/build_console.sh
                ${PROJECT_SOURCE_DIR}/cmake/embed_console.mjs
        VERBATIM)
    add_library(tocsin_console STATIC ${console_out}/console_files.cpp)
else()
    add_library(tocsin_console STATIC ${PROJECT_SOURCE_DIR}/cmake/no_console.cpp)
endif()
target_link_libraries(tocsin_console PRIVATE tocsin_flags)
