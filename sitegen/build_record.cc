#include "sitegen/build_record.h"

#include <fcntl.h>
#include <link.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <filesystem>
#include <map>
#include <set>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/parallel.h"

namespace indgang::sitegen {
namespace {

namespace fs = std::filesystem;

// Raised with every change of what follows it.
constexpr absl::string_view kMagic = "INDGANG-BUILD 2\n";
constexpr std::size_t kHashDigits = 64;

const std::string& PathOf(const std::string& path) { return path; }
const std::string& PathOf(const FileState& file) { return file.path; }

// The folder that some paths share. Looked at from there, a file does not cost the system the way down to it.
class SharedFolder {
 public:
  template <class Iterator>
  SharedFolder(Iterator begin, Iterator end) {
    absl::string_view shared = PathOf(*begin);
    for (Iterator item = begin; item != end; ++item) {
      const std::string& path = PathOf(*item);
      const auto differs = std::mismatch(shared.begin(), shared.end(), path.begin(), path.end()).first;
      shared = shared.substr(0, static_cast<std::size_t>(differs - shared.begin()));
    }
    length_ = shared.rfind('/') + 1;
    if (length_ > 0) folder_ = ::open(std::string(shared.substr(0, length_)).c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  }
  ~SharedFolder() {
    if (folder_ >= 0) ::close(folder_);
  }
  SharedFolder(const SharedFolder&) = delete;
  SharedFolder& operator=(const SharedFolder&) = delete;

  // `path` is one of those. False when there is no such file.
  bool LookAt(const std::string& path, FileState* state) const {
    struct stat info {};
    const bool inside = folder_ >= 0 && path.size() > length_;
    const int looked = inside ? ::fstatat(folder_, path.c_str() + length_, &info, 0) : ::stat(path.c_str(), &info);
    if (looked != 0) return false;
    state->device = info.st_dev;
    state->inode = info.st_ino;
    state->size = static_cast<std::uint64_t>(info.st_size);
    state->changed = info.st_ctim.tv_sec * std::int64_t{1'000'000'000} + info.st_ctim.tv_nsec;
    return true;
  }

 private:
  std::size_t length_ = 0;
  int folder_ = -1;
};

bool Same(const FileState& a, const FileState& b) {
  return a.device == b.device && a.inode == b.inode && a.size == b.size && a.changed == b.changed;
}

// The time that a file changed now would get.
std::int64_t FileSystemNow() {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME_COARSE, &now);
  return now.tv_sec * std::int64_t{1'000'000'000} + now.tv_nsec;
}

// The program's file and those of its libraries: another version of one may write other bytes.
std::vector<std::string> ProgramFiles() {
  std::vector<std::string> files = {"/proc/self/exe"};
  dl_iterate_phdr(
      [](dl_phdr_info* info, std::size_t, void* data) {
        if (info->dlpi_name[0] == '/') static_cast<std::vector<std::string>*>(data)->emplace_back(info->dlpi_name);
        return 0;
      },
      &files);
  return files;
}

// Calls `body` with the number of each of `items` and a folder to look at it from. In batches: looking at one file
// takes less than handing it out.
template <class Items, class Body>
void ForEach(const Items& items, int threads, Body body) {
  constexpr std::size_t kBatch = 64;
  ParallelFor(threads, (items.size() + kBatch - 1) / kBatch, [&](std::size_t batch) {
    const std::size_t begin = batch * kBatch;
    const std::size_t end = std::min(items.size(), begin + kBatch);
    const SharedFolder folder(items.data() + begin, items.data() + end);
    for (std::size_t i = begin; i < end; ++i) body(i, folder);
  });
}

// Which names each folder held.
class NamesByFolder {
 public:
  explicit NamesByFolder(const std::vector<FileState>& files) : files_(files) {}

  // Whether the folder holds those names and no others.
  bool AreThoseOf(const std::string& folder) {
    if (by_folder_.empty()) {
      for (const FileState& file : files_) {
        const std::size_t slash = file.path.rfind('/');
        if (slash != std::string::npos) by_folder_[file.path.substr(0, slash)].insert(file.path.substr(slash + 1));
      }
    }
    std::set<std::string> now;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error); !error && entry != fs::directory_iterator();
         entry.increment(error)) {
      now.insert(entry->path().filename().string());
    }
    return !error && now == by_folder_[folder];
  }

 private:
  const std::vector<FileState>& files_;
  std::map<std::string, std::set<std::string>> by_folder_;
};

// Numbers and texts one after the other.
class Packer {
 public:
  void Number(std::uint64_t number) {
    for (; number >= 0x80; number >>= 7) bytes_.push_back(static_cast<char>((number & 0x7f) | 0x80));
    bytes_.push_back(static_cast<char>(number));
  }
  void Text(absl::string_view text) {
    Number(text.size());
    bytes_.append(text.data(), text.size());
  }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

// Reads what a Packer packed; `ok` is false once there was too little.
class Unpacker {
 public:
  explicit Unpacker(absl::string_view bytes) : rest_(bytes) {}

  std::uint64_t Number() {
    std::uint64_t number = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (rest_.empty()) break;
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      number |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return number;
    }
    ok_ = false;
    return 0;
  }
  int Int() { return static_cast<int>(Number()); }
  std::string Text() {
    const std::uint64_t size = Number();
    if (size > rest_.size()) {
      ok_ = false;
      return "";
    }
    std::string text(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return text;
  }
  bool ok() const { return ok_; }
  bool Done() const { return ok_ && rest_.empty(); }

 private:
  absl::string_view rest_;
  bool ok_ = true;
};

void Pack(const std::vector<FileState>& files, Packer& packer) {
  packer.Number(files.size());
  for (const FileState& file : files) {
    packer.Text(file.path);
    packer.Number(file.device);
    packer.Number(file.inode);
    packer.Number(file.size);
    packer.Number(static_cast<std::uint64_t>(file.changed));
  }
}

std::vector<FileState> UnpackFiles(Unpacker& unpacker) {
  std::vector<FileState> files;
  for (std::uint64_t left = unpacker.Number(); left > 0 && unpacker.ok(); --left) {
    FileState file;
    file.path = unpacker.Text();
    file.device = unpacker.Number();
    file.inode = unpacker.Number();
    file.size = unpacker.Number();
    file.changed = static_cast<std::int64_t>(unpacker.Number());
    files.push_back(std::move(file));
  }
  return files;
}

void Pack(const read::Diagnostics& diagnostics, Packer& packer) {
  packer.Number(diagnostics.list().size());
  for (const read::Diagnostic& diagnostic : diagnostics.list()) {
    packer.Number(static_cast<std::uint64_t>(diagnostic.severity));
    for (const int number : {diagnostic.place.line, diagnostic.place.column, diagnostic.place.length}) {
      packer.Number(static_cast<std::uint64_t>(number));
    }
    for (const std::string* text :
         {&diagnostic.file, &diagnostic.code, &diagnostic.message, &diagnostic.suggestion, &diagnostic.source_line}) {
      packer.Text(*text);
    }
  }
}

read::Diagnostics UnpackDiagnostics(Unpacker& unpacker) {
  read::Diagnostics diagnostics;
  for (std::uint64_t left = unpacker.Number(); left > 0 && unpacker.ok(); --left) {
    read::Diagnostic diagnostic;
    diagnostic.severity = static_cast<read::Severity>(unpacker.Number());
    for (int* number : {&diagnostic.place.line, &diagnostic.place.column, &diagnostic.place.length}) {
      *number = unpacker.Int();
    }
    for (std::string* text :
         {&diagnostic.file, &diagnostic.code, &diagnostic.message, &diagnostic.suggestion, &diagnostic.source_line}) {
      *text = unpacker.Text();
    }
    diagnostics.Add(std::move(diagnostic));
  }
  return diagnostics;
}

}  // namespace

BuildInputs LookAtInputs(std::string settings, const std::vector<std::string>& roots, int threads) {
  BuildInputs inputs{std::move(settings), FileSystemNow(), {}};
  std::vector<std::string> paths = ProgramFiles();
  for (const std::string& root : roots) {
    paths.push_back(root);
    std::error_code error;
    for (fs::recursive_directory_iterator entry(root, error); !error && entry != fs::recursive_directory_iterator();
         entry.increment(error)) {
      paths.push_back(entry->path().string());
    }
  }
  inputs.files = LookAtFiles(paths, threads);
  return inputs;
}

std::vector<FileState> LookAtFiles(const std::vector<std::string>& paths, int threads) {
  std::vector<FileState> files(paths.size());
  ForEach(paths, threads, [&](std::size_t i, const SharedFolder& folder) {
    if (folder.LookAt(paths[i], &files[i])) files[i].path = paths[i];
  });
  files.erase(std::remove_if(files.begin(), files.end(), [](const FileState& file) { return file.path.empty(); }),
              files.end());
  return files;
}

InputChanges LookAgain(const BuildInputs& inputs, int threads) {
  InputChanges changes;
  changes.now = {inputs.settings, FileSystemNow(), inputs.files};
  std::vector<char> changed(inputs.files.size());
  ForEach(inputs.files, threads, [&](std::size_t i, const SharedFolder& folder) {
    const FileState& before = inputs.files[i];
    changed[i] = !folder.LookAt(before.path, &changes.now.files[i]) || before.changed >= inputs.taken ||
                 !Same(before, changes.now.files[i]);
  });
  NamesByFolder names(inputs.files);
  for (std::size_t i = 0; i < changed.size(); ++i) {
    if (changed[i] == 0) continue;
    std::error_code error;
    const std::string& path = inputs.files[i].path;
    const fs::file_status status = fs::status(path, error);
    if (fs::is_directory(status)) {
      changes.names = changes.names || !names.AreThoseOf(path);
    } else if (fs::exists(status)) {
      changes.edited.push_back(path);
    } else {
      changes.names = true;
    }
  }
  return changes;
}

bool OutputsAreThere(const BuildRecord& record, int threads) {
  std::atomic<bool> same = true;
  ForEach(record.outputs, threads, [&](std::size_t i, const SharedFolder& folder) {
    FileState now;
    if (same.load(std::memory_order_relaxed) &&
        (!folder.LookAt(record.outputs[i].path, &now) || !Same(now, record.outputs[i]))) {
      same = false;
    }
  });
  return same;
}

std::optional<BuildRecord> LoadRecord(const std::string& path) {
  const auto bytes = ReadFile(path);
  if (!bytes.ok()) return std::nullopt;
  absl::string_view rest = *bytes;
  if (!absl::ConsumePrefix(&rest, kMagic) || rest.size() < kHashDigits) return std::nullopt;
  const absl::string_view hash = rest.substr(0, kHashDigits);
  rest.remove_prefix(kHashDigits);
  if (hash != Sha256Hex(rest)) return std::nullopt;
  Unpacker unpacker(rest);
  BuildRecord record;
  record.inputs.settings = unpacker.Text();
  record.inputs.taken = static_cast<std::int64_t>(unpacker.Number());
  record.inputs.files = UnpackFiles(unpacker);
  record.revision = unpacker.Text();
  for (std::uint64_t left = unpacker.Number(); left > 0 && unpacker.ok(); --left) {
    std::string file = unpacker.Text();
    record.content_files.push_back({std::move(file), unpacker.Text()});
  }
  record.outputs = UnpackFiles(unpacker);
  record.site_files = unpacker.Int();
  record.diagnostics = UnpackDiagnostics(unpacker);
  if (!unpacker.Done()) return std::nullopt;
  return record;
}

absl::Status SaveRecord(const BuildRecord& record, const std::string& path) {
  Packer packer;
  packer.Text(record.inputs.settings);
  packer.Number(static_cast<std::uint64_t>(record.inputs.taken));
  Pack(record.inputs.files, packer);
  packer.Text(record.revision);
  packer.Number(record.content_files.size());
  for (const read::FileDigest& file : record.content_files) {
    packer.Text(file.path);
    packer.Text(file.digest);
  }
  Pack(record.outputs, packer);
  packer.Number(static_cast<std::uint64_t>(record.site_files));
  Pack(record.diagnostics, packer);
  return WriteFileAtomically(path, absl::StrCat(kMagic, Sha256Hex(packer.bytes()), packer.bytes()));
}

}  // namespace indgang::sitegen
