#include "sitegen/edit/skeleton.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "base/errors.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/status_macros.h"
#include "indgang/knowledge/v1/knowledge_base.pb.h"
#include "sitegen/edit/texts.h"
#include "sitegen/read/addresses.h"
#include "sitegen/read/load.h"
#include "sitegen/read/schema.h"
#include "sitegen/read/uses.h"
#include "sitegen/read/values.h"

namespace indgang::sitegen::edit {
namespace {

namespace fs = std::filesystem;
namespace v1 = ::indgang::knowledge::v1;
using read::Draft;
using read::Field;
using read::Item;
using read::ItemKind;
using read::KindInfo;
using read::Schema;

// A new item rests on memory until somebody has checked it, and is to be read again within half a year.
constexpr int kFirstReviewDays = 180;

// Writes values that stand for those an editor will know.
class Filler {
 public:
  Filler(const Draft& draft, absl::string_view id, absl::CivilDay today) : draft_(draft), id_(id), today_(today) {}

  // The value of fields()[index] on one line.
  std::string Value(const Schema& schema, std::size_t index) const {
    const Field& field = schema.fields()[index];
    const std::string one = One(schema, index);
    return field.many ? absl::StrCat("[", one, "]") : one;
  }

 private:
  std::string One(const Schema& schema, std::size_t index) const {
    const Field& field = schema.fields()[index];
    if (field.object != nullptr) return Flow(field.object());
    const absl::string_view type = field.type->name;
    if (type == "localized text")
      return absl::StrCat("{da: \"", kDanishPlaceholder, "\", en: \"", kEnglishPlaceholder, "\"}");
    if (type == "localized list") {
      return absl::StrCat("{da: [\"", kDanishPlaceholder, "\"], en: [\"", kEnglishPlaceholder, "\"]}");
    }
    if (type == "reference") return Existing(field.refers_to);
    if (type == "choice") return Choice(field, *schema.TargetOf(index)->enum_type());
    if (type == "id") return "first";
    if (type == "date") {
      return absl::FormatCivilTime(field.key == "review_by" || field.key == "valid_to" ? today_ + kFirstReviewDays
                                                                                       : today_);
    }
    if (type == "period") return "4 weeks";
    if (type == "address") return "\"https://www.example.dk\"";
    if (type == "e-mail") return "navn@example.dk";
    if (type == "phone") return "\"+45 12 34 56 78\"";
    if (type == "amount") return "955";
    if (type == "number") return absl::StrCat(field.key == "year" ? today_.year() : field.min);
    if (type == "truth") return "true";
    if (field.key == "aliases") return "gammel-adresse";
    if (type == "condition") return Existing(ItemKind::kQuestion);
    return absl::StrCat("\"", kDanishPlaceholder, "\"");
  }

  // What is known least of is said first.
  static std::string Choice(const Field& field, const google::protobuf::EnumDescriptor& type) {
    return field.key == "certainty" ? "low" : read::ChoicesOf(type).front();
  }

  // All required keys on one line; of an object that requires none, the first.
  std::string Flow(const Schema& schema) const {
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < schema.fields().size(); ++i) {
      if (schema.fields()[i].required) parts.push_back(absl::StrCat(schema.fields()[i].key, ": ", Value(schema, i)));
    }
    if (parts.empty()) parts.push_back(absl::StrCat(schema.fields()[0].key, ": ", Value(schema, 0)));
    return absl::StrCat("{", absl::StrJoin(parts, ", "), "}");
  }

  // An item that may be named, so that the skeleton is correct.
  std::string Existing(ItemKind kind) const {
    if (kind == ItemKind::kAuthority && !draft_.base->site().front_desk().authority().empty()) {
      return draft_.base->site().front_desk().authority();
    }
    for (const Item* item : draft_.OfKind(kind)) {
      if (item->id.empty() || item->id == id_ || read::IsDraft(*item)) continue;
      if (kind != ItemKind::kService) return item->id;
      const auto& service = *static_cast<const v1::Service*>(item->message);
      if (service.status() == v1::SERVICE_STATUS_ACTIVE && !service.has_needed_if()) return item->id;
    }
    return "fill-in";
  }

  const Draft& draft_;
  absl::string_view id_;
  absl::CivilDay today_;
};

std::string Explanation(const Schema& schema, std::size_t index) {
  const Field& field = schema.fields()[index];
  std::string text(field.doc);
  if (field.type->name == "choice") {
    absl::StrAppend(&text, " One of: ", absl::StrJoin(read::ChoicesOf(*schema.TargetOf(index)->enum_type()), ", "),
                    ".");
  }
  if (field.object != nullptr) absl::StrAppend(&text, " Keys: ", absl::StrJoin(field.object().keys(), ", "), ".");
  return text;
}

std::string MakeFacts(const Draft& draft, const KindInfo& info, absl::string_view id, absl::CivilDay today) {
  const Filler filler(draft, id, today);
  const Schema& schema = info.schema();
  std::string out = absl::StrCat("# The facts of ", info.name, " \"", id,
                                 "\". docs/content-model.md and docs/redaktoer.md tell all about them.\n"
                                 "# What begins with \"#\" is optional or explains: take the sign away to use it.\n");
  for (std::size_t i = 0; i < schema.fields().size(); ++i) {
    const Field& field = schema.fields()[i];
    if (field.key == "draft") continue;
    absl::StrAppend(&out, "\n# ", Explanation(schema, i), "\n");
    if (!field.required || field.object == nullptr || field.many) {
      absl::StrAppend(&out, field.required ? "" : "# ", field.key, ": ", filler.Value(schema, i), "\n");
      continue;
    }
    absl::StrAppend(&out, field.key, ":\n");
    const Schema& inner = field.object();
    for (std::size_t j = 0; j < inner.fields().size(); ++j) {
      const Field& part = inner.fields()[j];
      absl::StrAppend(&out, part.required || j == 0 ? "  " : "  # ", part.key, ": ", filler.Value(inner, j), "\n");
    }
  }
  absl::StrAppend(&out, "\n# Not published while this stands here.\ndraft: true\n");
  return out;
}

std::string TitleFromId(absl::string_view id) {
  std::string title = absl::StrReplaceAll(id, {{"-", " "}});
  title[0] = absl::ascii_toupper(static_cast<unsigned char>(title[0]));
  return title;
}

std::string Quoted(absl::string_view text) {
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"\"", "\\\""}}), "\"");
}

std::string MakeText(const SkeletonText& text, absl::string_view title, absl::string_view more_matter) {
  return absl::StrCat("---\ntitle: ", Quoted(title), "\nsummary: ", Quoted(text.summary), "\n", text.search_terms,
                      more_matter, "---\n", text.body);
}

// What an editor typed may hold a line end.
std::string OneLine(absl::string_view text) {
  return absl::StrReplaceAll(absl::StripAsciiWhitespace(text), {{"\n", " "}, {"\r", " "}, {"\t", " "}});
}

// The lines of front matter that tell what an English text is a translation of.
std::string MarkOf(absl::string_view stamp, absl::CivilDay today) {
  return absl::StrCat("translated_from: \"", stamp, "\"\ntranslated_on: ", absl::FormatCivilTime(today), "\n");
}

}  // namespace

Files MakeSkeleton(const Draft& draft, ItemKind kind, absl::string_view id, absl::string_view title,
                   absl::CivilDay today) {
  const KindInfo& info = read::InfoOf(kind);
  const std::string shown = title.empty() ? TitleFromId(id) : OneLine(title);
  Files files;
  if (!info.facts_optional) files.emplace_back("facts.yaml", MakeFacts(draft, info, id, today));
  const std::string danish = MakeText(DanishSkeleton(kind), shown, info.facts_optional ? "draft: true\n" : "");
  files.emplace_back("da.md", danish);
  files.emplace_back("en.md", MakeText(EnglishSkeleton(kind), shown, MarkOf(read::StampOf(danish), today)));
  return files;
}

absl::StatusOr<std::string> WriteItem(const std::string& content, ItemKind kind, absl::string_view id,
                                      const Files& files) {
  const KindInfo& info = read::InfoOf(kind);
  if (!read::IsItemId(id)) {
    const std::string suggestion = read::SuggestItemId(id);
    return MakeError(
        absl::StatusCode::kInvalidArgument, "ITEM_MALFORMED",
        absl::StrCat("\"", id, "\" cannot name a ", info.name, ": use a-z, 0-9 and \"-\", at most 80 characters",
                     suggestion.empty() ? "" : absl::StrCat("; did you mean \"", suggestion, "\"?")),
        {{"item", std::string(id)}});
  }
  const std::vector<std::string>& taken = read::GeneratedNames();
  if (kind == ItemKind::kPage && std::find(taken.begin(), taken.end(), id) != taken.end()) {
    return MakeError(absl::StatusCode::kInvalidArgument, "ITEM_MALFORMED",
                     absl::StrCat("a page cannot be called \"", id, "\": the site itself uses that address"),
                     {{"item", std::string(id)}});
  }
  const fs::path parent = fs::path(content) / std::string(info.path);
  const fs::path target = parent / std::string(id);
  const auto unwritable = [&](const std::error_code& error) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "FILE_UNWRITABLE",
                     absl::StrCat("\"", target.string(), "\" cannot be made: ", error.message()),
                     {{"path", target.string()}});
  };
  std::error_code error;
  if (fs::exists(fs::symlink_status(target, error))) {
    return MakeError(absl::StatusCode::kAlreadyExists, "ITEM_EXISTS",
                     absl::StrCat("there is a ", info.name, " \"", id, "\" already: ", target.string()),
                     {{"item", std::string(id)}});
  }
  fs::create_directories(parent, error);
  if (error) return unwritable(error);
  // Names that begin with a dot are not read, and a folder is renamed as a whole.
  const fs::path hidden = parent / absl::StrCat(".", std::string(id), ".new");
  fs::remove_all(hidden, error);
  fs::create_directory(hidden, error);
  if (error) return unwritable(error);
  for (const auto& [name, bytes] : files) {
    if (absl::Status written = WriteFileAtomically((hidden / name).string(), bytes); !written.ok()) {
      fs::remove_all(hidden, error);
      return written;
    }
  }
  fs::rename(hidden, target, error);
  if (!error) return target.string();
  std::error_code ignored;
  fs::remove_all(hidden, ignored);
  return unwritable(error);
}

absl::StatusOr<std::string> StampTranslation(const std::string& content, const Item& item, absl::CivilDay today) {
  if (item.da == nullptr || item.en == nullptr || !item.en->parsed) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "ENGLISH_MISSING",
                     absl::StrCat(item.info->name, " \"", item.id, "\" has no English text (en.md) that can be read"),
                     {{"item", item.id}});
  }
  const std::string path = absl::StrCat(content, "/", item.en->file->path);
  // Keep whatever the file is like: byte order mark, line ends.
  INDGANG_ASSIGN_OR_RETURN(std::string text, ReadFile(path));
  const auto line_begin = [&text](int line) {
    std::size_t begin = 0;
    for (int i = 1; i < line; ++i) begin = text.find('\n', begin) + 1;
    return begin;
  };
  const int last = item.en->body_line - 1;
  std::vector<int> old;
  for (const absl::string_view key : {"translated_from", "translated_on"}) {
    if (const read::Node* node = item.en->root.Find(key)) old.push_back(node->place.line);
  }
  std::sort(old.begin(), old.end());
  const int wanted = old.empty() ? last : old.front();
  for (auto line = old.rbegin(); line != old.rend(); ++line) {
    const std::size_t begin = line_begin(*line);
    text.erase(begin, text.find('\n', begin) + 1 - begin);
  }
  text.insert(line_begin(wanted), MarkOf(read::TranslationStamp(*item.da), today));
  INDGANG_RETURN_IF_ERROR(WriteFileAtomically(path, text));
  return path;
}

}  // namespace indgang::sitegen::edit
