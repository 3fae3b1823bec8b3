#include "sitegen/publish/data_files.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "sitegen/publish/json_writer.h"
#include "sitegen/publish/site.h"

namespace indgang::sitegen {

namespace v1 = knowledge::v1;

namespace {

class DataWriter {
 public:
  DataWriter(const LanguageSite& danish, const LanguageSite& english) : danish_(danish), english_(english) {}

  // One file for the whole list and one for each item. `brief` writes what the list says beside names and addresses;
  // `skip` names the fields that an item's file leaves out.
  template <class Items, class Brief>
  void Add(absl::string_view kind, const Items& items, const std::vector<absl::string_view>& skip, Brief brief) {
    const absl::string_view folder = ItemFolder(kind);
    std::string list;
    JsonWriter writer(list);
    Head(writer);
    writer.Key(folder).BeginArray();
    for (const auto& item : items) {
      const std::string path = absl::StrCat("data/", folder, "/", item.id(), ".json");
      writer.BeginObject();
      Names(folder, item, writer);
      writer.Member("data", absl::StrCat(danish_.origin(), danish_.PageHref(path)));
      brief(item, writer);
      writer.EndObject();

      std::string bytes;
      JsonWriter one(bytes);
      Head(one);
      one.Key(kind).BeginObject();
      Names(folder, item, one);
      one.Members(item, skip).EndObject().EndObject();
      bytes += '\n';
      files_.push_back({path, std::move(bytes)});
    }
    writer.EndArray().EndObject();
    list += '\n';
    files_.push_back({absl::StrCat("data/", folder, ".json"), std::move(list)});
  }

  std::vector<OutputFile> Take() { return std::move(files_); }

 private:
  void Head(JsonWriter& writer) const {
    const v1::ContentRevision& revision = danish_.bundle().message().revision();
    writer.BeginObject().Key("format").Number(kDataFormat).Member("content", revision.content_hash());
  }

  template <class Item>
  void Names(absl::string_view folder, const Item& item, JsonWriter& writer) const {
    const std::string page = absl::StrCat(folder, "/", item.id(), "/");
    const v1::Prose& da = item.text().da();
    const v1::Prose& en = item.text().en();
    writer.Member("id", item.id());
    Pair("url", absl::StrCat(danish_.origin(), danish_.PageHref(page)),
         absl::StrCat(danish_.origin(), english_.PageHref(page)), writer);
    Pair("title", da.title(), en.title(), writer);
    Pair("summary", da.summary(), en.summary(), writer);
  }

  static void Pair(absl::string_view key, absl::string_view da, absl::string_view en, JsonWriter& writer) {
    writer.Key(key).BeginObject().Member("da", da).Member("en", en).EndObject();
  }

  const LanguageSite& danish_;
  const LanguageSite& english_;
  std::vector<OutputFile> files_;
};

}  // namespace

std::vector<OutputFile> DataFiles(const LanguageSite& danish, const LanguageSite& english) {
  const v1::KnowledgeBase& base = danish.bundle().message();
  DataWriter data(danish, english);
  // Names are written before the facts; how the front desk recognises a service concerns nobody else.
  data.Add("service", base.services(), {"id", "text", "triage"}, [](const v1::Service& service, JsonWriter& writer) {
    v1::Service brief;
    brief.set_kind(service.kind());
    brief.set_status(service.status());
    brief.set_area(service.area());
    brief.set_authority(service.authority());
    writer.Members(brief);
  });
  data.Add("package", base.packages(), {"id", "text", "funnel"}, [](const v1::Package& package, JsonWriter& writer) {
    v1::Package brief;
    brief.set_kind(package.kind());
    *brief.mutable_target_group() = package.target_group();
    writer.Members(brief);
  });
  return data.Take();
}

}  // namespace indgang::sitegen
