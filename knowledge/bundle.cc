#include "knowledge/bundle.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/message.h>
#include <google/protobuf/wire_format_lite.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/errors.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/parallel.h"
#include "base/status_macros.h"
#include "knowledge/bundle_check.h"

namespace indgang::knowledge {
namespace {

constexpr absl::string_view kMagic = "INDGANG-KB ";
constexpr std::size_t kHashDigits = 64;
// Of 32 bits.
constexpr std::size_t kMaxVarintBytes = 5;

absl::Status TooNew(absl::string_view format) {
  return MakeError(absl::StatusCode::kFailedPrecondition, "BUNDLE_TOO_NEW",
                   absl::StrCat("knowledge base has format ", format, "; this program reads format ", kBundleFormat),
                   {{"format", std::string(format)}, {"supported", absl::StrCat(kBundleFormat)}});
}

template <typename Item>
const Item* Find(const absl::flat_hash_map<absl::string_view, const Item*>& items, absl::string_view id) {
  const auto found = items.find(id);
  return found == items.end() ? nullptr : found->second;
}

v1::ServiceGoals WithDefaults(v1::ServiceGoals goals) {
  if (goals.warn_open_hours() == 0) goals.set_warn_open_hours(4);
  if (goals.escalate_working_days() == 0) goals.set_escalate_working_days(1);
  if (goals.silent_working_days() == 0) goals.set_silent_working_days(10);
  if (goals.reopen_days() == 0) goals.set_reopen_days(30);
  return goals;
}

// The header of a bundle with room for the hash, which is known when all behind it is there.
std::string EmptyHeader() { return absl::StrCat(kMagic, kBundleFormat, "\n", std::string(kHashDigits, '0'), "\n"); }

// The bytes, which begin with an empty header, with the hash of what follows.
std::string WithHash(std::string bytes) {
  const std::size_t begin = EmptyHeader().size();
  bytes.replace(begin - 1 - kHashDigits, kHashDigits, Sha256Hex(absl::string_view(bytes).substr(begin)));
  return bytes;
}

void AppendMessage(const google::protobuf::Message& message, std::string& bytes) {
  const std::size_t begin = bytes.size();
  const std::size_t size = message.ByteSizeLong();
  bytes.resize(begin + size);
  google::protobuf::io::ArrayOutputStream stream(bytes.data() + begin, static_cast<int>(size));
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  message.SerializeWithCachedSizes(&coded);
}

template <typename Items, typename Map>
void Index(const Items& items, Map& map) {
  for (const auto& item : items) map.emplace(item.id(), &item);
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Bundle>> Bundle::Create(v1::KnowledgeBase message) {
  if (message.format_version() != kBundleFormat) return TooNew(absl::StrCat(message.format_version()));
  INDGANG_RETURN_IF_ERROR(CheckKnowledgeBase(message));
  std::shared_ptr<Bundle> bundle(new Bundle());
  INDGANG_ASSIGN_OR_RETURN(bundle->calendar_, WorkingCalendar::Create(message.site().calendar()));
  bundle->message_ = std::move(message);
  const v1::KnowledgeBase& base = bundle->message_;
  bundle->goals_ = WithDefaults(base.site().goals());
  Index(base.services(), bundle->services_);
  Index(base.packages(), bundle->packages_);
  Index(base.authorities(), bundle->authorities_);
  Index(base.questions(), bundle->questions_);
  Index(base.areas(), bundle->areas_);
  return std::shared_ptr<const Bundle>(std::move(bundle));
}

const v1::Service* Bundle::FindService(absl::string_view id) const { return Find(services_, id); }
const v1::Package* Bundle::FindPackage(absl::string_view id) const { return Find(packages_, id); }
const v1::Authority* Bundle::FindAuthority(absl::string_view id) const { return Find(authorities_, id); }
const v1::Question* Bundle::FindQuestion(absl::string_view id) const { return Find(questions_, id); }
const v1::Area* Bundle::FindArea(absl::string_view id) const { return Find(areas_, id); }

absl::StatusOr<v1::KnowledgeBase> ParseBundle(absl::string_view bytes, const std::string& path) {
  const auto corrupt = [&](absl::string_view what) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "BUNDLE_CORRUPT",
                     absl::StrCat(path, " ", what, "; build it again with sitegen"), {{"path", path}});
  };
  absl::string_view rest = bytes;
  if (!absl::ConsumePrefix(&rest, kMagic)) return corrupt("is not a knowledge base");
  const std::size_t line_end = rest.find('\n');
  if (line_end == absl::string_view::npos || line_end > 10) return corrupt("is not a knowledge base");
  const absl::string_view format = rest.substr(0, line_end);
  if (format != absl::StrCat(kBundleFormat)) return TooNew(format);
  rest.remove_prefix(line_end + 1);
  if (rest.size() <= kHashDigits || rest[kHashDigits] != '\n') return corrupt("is cut short");
  const absl::string_view hash = rest.substr(0, kHashDigits);
  rest.remove_prefix(kHashDigits + 1);
  v1::KnowledgeBase message;
  bool whole = false;
  bool readable = false;
  ParallelFor(2, 2, [&](std::size_t i) {
    if (i == 0) {
      readable = message.ParseFromArray(rest.data(), static_cast<int>(rest.size()));
    } else {
      whole = hash == Sha256Hex(rest);
    }
  });
  if (!whole) return corrupt("is damaged: its contents do not match its checksum");
  if (!readable) return corrupt("holds no readable message");
  return message;
}

absl::StatusOr<v1::KnowledgeBase> LoadKnowledgeBase(const std::string& path) {
  INDGANG_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(path));
  return ParseBundle(bytes, path);
}

absl::StatusOr<std::shared_ptr<const Bundle>> LoadBundle(const std::string& path) {
  INDGANG_ASSIGN_OR_RETURN(v1::KnowledgeBase message, LoadKnowledgeBase(path));
  return Bundle::Create(std::move(message));
}

std::string SerializeBundle(const v1::KnowledgeBase& message) {
  std::string bytes = EmptyHeader();
  AppendMessage(message, bytes);
  return WithHash(std::move(bytes));
}

std::string SerializeEdited(absl::string_view last, const v1::KnowledgeBase& message,
                            const std::vector<ListItem>& edited) {
  using google::protobuf::internal::WireFormatLite;
  using google::protobuf::io::CodedOutputStream;
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  // What takes the place of the next message of that field; nullptr for what is there.
  std::map<int, int> seen;
  const auto edited_message = [&](int field) -> const google::protobuf::Message* {
    if (field == v1::KnowledgeBase::kRevisionFieldNumber) return &message.revision();
    const int index = seen[field]++;
    const auto is_it = [&](const ListItem& item) { return item.field == field && item.index == index; };
    if (std::none_of(edited.begin(), edited.end(), is_it)) return nullptr;
    return &reflection.GetRepeatedMessage(message, message.GetDescriptor()->FindFieldByNumber(field), index);
  };
  std::string bytes = EmptyHeader();
  last.remove_prefix(bytes.size());
  bytes.reserve(bytes.size() + last.size() + last.size() / 16);
  google::protobuf::io::CodedInputStream input(reinterpret_cast<const std::uint8_t*>(last.data()),
                                               static_cast<int>(last.size()));
  std::size_t copied = 0;
  while (true) {
    const auto begin = static_cast<std::size_t>(input.CurrentPosition());
    const std::uint32_t tag = input.ReadTag();
    if (tag == 0) break;
    WireFormatLite::SkipField(&input, tag);
    if (WireFormatLite::GetTagWireType(tag) != WireFormatLite::WIRETYPE_LENGTH_DELIMITED) continue;
    const google::protobuf::Message* part = edited_message(WireFormatLite::GetTagFieldNumber(tag));
    if (part == nullptr) continue;
    bytes.append(last.data() + copied, begin - copied);
    copied = static_cast<std::size_t>(input.CurrentPosition());
    std::array<std::uint8_t, 2 * kMaxVarintBytes> head;
    std::uint8_t* end = CodedOutputStream::WriteTagToArray(tag, head.data());
    end = CodedOutputStream::WriteVarint32ToArray(static_cast<std::uint32_t>(part->ByteSizeLong()), end);
    bytes.append(head.data(), end);
    AppendMessage(*part, bytes);
  }
  bytes.append(last.data() + copied, last.size() - copied);
  return WithHash(std::move(bytes));
}

}  // namespace indgang::knowledge
