# How Indgang's targets are made: one static library per module, explicit sources, warnings as errors.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

# When it optimizes, g++ 12 takes std::optional for uninitialized and std::string's + for overlapping copies; the sanitizers
# find the real ones.
add_library(indgang_warnings INTERFACE)
target_compile_options(indgang_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast
  -Woverloaded-virtual -Wno-maybe-uninitialized -Wno-restrict -Werror)

include(IndgangSanitizers)

# indgang_library(NAME sources... DEPS targets...): a module. Includes are written from the project's root.
function(indgang_library name)
  cmake_parse_arguments(ARG "" "" "DEPS" ${ARGN})
  add_library(${name} STATIC ${ARG_UNPARSED_ARGUMENTS})
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${ARG_DEPS} PRIVATE indgang_warnings)
endfunction()

# indgang_binary(NAME sources... DEPS targets...): a program in build/<preset>/bin.
function(indgang_binary name)
  cmake_parse_arguments(ARG "" "" "DEPS" ${ARGN})
  add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE ${ARG_DEPS} indgang_warnings ${INDGANG_SANITIZER_PARTS})
endfunction()

# indgang_test(NAME sources... DEPS targets... [TIMEOUT seconds]): a GoogleTest program that CTest runs from the project's root.
# It may take TIMEOUT seconds (120), and longer with a sanitizer.
function(indgang_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT" "DEPS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  math(EXPR ARG_TIMEOUT "${ARG_TIMEOUT} * ${INDGANG_TEST_PATIENCE}")
  add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
  target_link_libraries(${name} PRIVATE ${ARG_DEPS} indgang_warnings GTest::gmock GTest::gtest_main
    ${INDGANG_SANITIZER_PARTS})
  add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT})
endfunction()
