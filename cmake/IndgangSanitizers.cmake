# What the asan and tsan presets switch on (docs/adr/2026-11-21-sanitizers.md). Without INDGANG_SANITIZE nothing here happens.
set(INDGANG_SANITIZE "" CACHE STRING "Value for -fsanitize=, or empty")
# How many times longer a test may take.
set(INDGANG_TEST_PATIENCE 1)
# What is linked into every program.
set(INDGANG_SANITIZER_PARTS "")
if(NOT INDGANG_SANITIZE)
  return()
endif()

set(INDGANG_TEST_PATIENCE 10)
add_compile_options(-fsanitize=${INDGANG_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
add_link_options(-fsanitize=${INDGANG_SANITIZE})

set(sanitizers ${PROJECT_SOURCE_DIR}/cmake/sanitizers)
if(INDGANG_SANITIZE STREQUAL thread)
  include_directories(BEFORE SYSTEM ${sanitizers}/thread/include)
  add_library(indgang_sanitizer OBJECT
    ${sanitizers}/thread/in_library.h ${sanitizers}/thread/abseil.cc ${sanitizers}/thread/grpc.cc
    ${sanitizers}/thread/options.cc)
  target_include_directories(indgang_sanitizer PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(indgang_sanitizer PRIVATE indgang_warnings PUBLIC absl::synchronization gRPC::grpc++ ${CMAKE_DL_LIBS})
else()
  add_library(indgang_sanitizer OBJECT ${sanitizers}/address/options.cc)
  target_link_libraries(indgang_sanitizer PRIVATE indgang_warnings)
endif()
set(INDGANG_SANITIZER_PARTS indgang_sanitizer)
