# Every library that Indgang uses. All are Debian 12 packages; scripts/setup installs them.
find_package(Threads REQUIRED)
find_package(Protobuf REQUIRED)
find_package(gRPC CONFIG REQUIRED)
find_package(absl REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(CURL REQUIRED)
find_package(PkgConfig REQUIRED)
# Debian's libcmark-dev has a broken CMake package file; its pkg-config file works.
pkg_check_modules(cmark REQUIRED IMPORTED_TARGET libcmark)
pkg_check_modules(yaml REQUIRED IMPORTED_TARGET yaml-0.1)

# libstemmer and cpp-httplib come without any package file.
find_path(STEMMER_INCLUDE_DIR libstemmer.h REQUIRED)
find_library(STEMMER_LIBRARY stemmer REQUIRED)
add_library(stemmer INTERFACE IMPORTED)
target_include_directories(stemmer INTERFACE ${STEMMER_INCLUDE_DIR})
target_link_libraries(stemmer INTERFACE ${STEMMER_LIBRARY})
find_path(HTTPLIB_INCLUDE_DIR httplib.h REQUIRED)
find_library(HTTPLIB_LIBRARY cpp-httplib REQUIRED)
add_library(httplib INTERFACE IMPORTED)
target_include_directories(httplib INTERFACE ${HTTPLIB_INCLUDE_DIR})
target_link_libraries(httplib INTERFACE ${HTTPLIB_LIBRARY} OpenSSL::SSL Threads::Threads)
# As the package was built: without it its types have another size here than there.
target_compile_definitions(httplib INTERFACE CPPHTTPLIB_OPENSSL_SUPPORT)

# Allocators in the place of malloc: sitegen's and indgangd's (docs/adr/2026-11-21-mimalloc.md, -jemalloc.md).
find_package(mimalloc REQUIRED)
pkg_check_modules(jemalloc REQUIRED IMPORTED_TARGET jemalloc)

# google/rpc protos come from npm.
set(GOOGLE_PROTO_DIR ${PROJECT_SOURCE_DIR}/node_modules/google-proto-files)
if(NOT EXISTS ${GOOGLE_PROTO_DIR}/google/rpc/error_details.proto)
  message(FATAL_ERROR "node_modules/google-proto-files is missing: run scripts/setup, or npm ci --ignore-scripts")
endif()
# The health proto comes from Debian's grpc-proto.
find_path(GRPC_PROTO_DIR grpc/health/v1/health.proto PATHS /usr/share/grpc-proto REQUIRED NO_DEFAULT_PATH)
