// The raw limit of a site build: the time to read a content folder, run cmark on its bodies and write files of the same
// bytes as a finished build, and nothing else. Usage: bench_raw CONTENT OUT TARGET
// OUT is what sitegen built from CONTENT; its files are written again into TARGET, which must not exist. Two threads.
// Prints seconds; looking up names and loading OUT are not counted.
#include <cmark.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "base/parallel.h"

namespace {

namespace fs = std::filesystem;

constexpr int kThreads = 2;

struct File {
  std::string path;
  std::string bytes;
};

[[noreturn]] void Fail(const std::string& what) {
  std::cerr << "bench_raw: " << what << "\n";
  std::exit(1);
}

std::string Read(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat info {};
  if (file < 0 || fstat(file, &info) != 0) Fail("cannot read " + path);
  std::string bytes(static_cast<std::size_t>(info.st_size), '\0');
  if (read(file, bytes.data(), bytes.size()) != info.st_size) Fail("cannot read " + path);
  close(file);
  return bytes;
}

void Write(const File& file) {
  const int out = open(file.path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
  if (out < 0 || write(out, file.bytes.data(), file.bytes.size()) != static_cast<ssize_t>(file.bytes.size())) {
    Fail("cannot write " + file.path);
  }
  close(out);
}

std::vector<std::string> Names(const fs::path& folder, bool folders) {
  std::vector<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_directory() == folders) names.push_back(entry.path().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: bench_raw CONTENT OUT TARGET\n";
    return 2;
  }
  const std::string out = argv[2];
  const std::string target = argv[3];
  const std::vector<std::string> inputs = Names(argv[1], false);
  std::vector<std::string> folders = {target};
  for (const std::string& folder : Names(out, true)) folders.push_back(target + folder.substr(out.size()));
  std::vector<File> files;
  for (const std::string& name : Names(out, false)) files.push_back({target + name.substr(out.size()), Read(name)});

  const auto start = std::chrono::steady_clock::now();
  indgang::ParallelFor(kThreads, inputs.size(), [&](std::size_t i) {
    const std::string text = Read(inputs[i]);
    if (!absl::EndsWith(inputs[i], ".md")) return;
    const std::size_t front_matter = text.find("\n---\n", 1);
    const std::size_t body = front_matter == std::string::npos ? 0 : front_matter + 5;
    std::free(cmark_markdown_to_html(text.data() + body, text.size() - body, CMARK_OPT_DEFAULT));
  });
  for (const std::string& folder : folders) {
    if (mkdir(folder.c_str(), 0755) != 0) Fail("cannot make " + folder);
  }
  indgang::ParallelFor(kThreads, files.size(), [&](std::size_t i) { Write(files[i]); });
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  std::cout << took.count() << "\n";
  return 0;
}
