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

  // The list of all items. `brief` writes what it says beside names and addresses.
  template <class Items, class Brief>
  OutputFile List(absl::string_view kind, const Items& items, Brief brief) const {
    const absl::string_view folder = ItemFolder(kind);
    OutputFile file{absl::StrCat("data/", folder, ".json"), ""};
    JsonWriter writer(file.bytes);
    const v1::ContentRevision& revision = danish_.bundle().message().revision();
    writer.BeginObject().Key("format").Number(kDataFormat).Member("content", revision.content_hash());
    writer.Key(folder).BeginArray();
    for (const auto& item : items) {
      writer.BeginObject();
      Names(folder, item, writer);
      writer.Member("data", absl::StrCat(danish_.origin(), danish_.PageHref(DataPath(folder, item.id()))));
      brief(item, writer);
      writer.EndObject();
    }
    writer.EndArray().EndObject();
    file.bytes += '\n';
    return file;
  }

  // One item. `skip` names the fields that are left out.
  template <class Item>
  OutputFile One(absl::string_view kind, const Item& item, const std::vector<absl::string_view>& skip) const {
    const absl::string_view folder = ItemFolder(kind);
    OutputFile file{DataPath(folder, item.id()), ""};
    JsonWriter writer(file.bytes);
    writer.BeginObject().Key("format").Number(kDataFormat).Key(kind).BeginObject();
    Names(folder, item, writer);
    writer.Members(item, skip).EndObject().EndObject();
    file.bytes += '\n';
    return file;
  }

 private:
  static std::string DataPath(absl::string_view folder, absl::string_view id) {
    return absl::StrCat("data/", folder, "/", id, ".json");
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
};

}  // namespace

OutputFile ServiceListFile(const LanguageSite& danish, const LanguageSite& english) {
  const auto& services = danish.bundle().message().services();
  return DataWriter(danish, english).List("service", services, [](const v1::Service& service, JsonWriter& writer) {
    v1::Service brief;
    brief.set_kind(service.kind());
    brief.set_status(service.status());
    brief.set_area(service.area());
    brief.set_authority(service.authority());
    writer.Members(brief);
  });
}

OutputFile PackageListFile(const LanguageSite& danish, const LanguageSite& english) {
  const auto& packages = danish.bundle().message().packages();
  return DataWriter(danish, english).List("package", packages, [](const v1::Package& package, JsonWriter& writer) {
    v1::Package brief;
    brief.set_kind(package.kind());
    *brief.mutable_target_group() = package.target_group();
    writer.Members(brief);
  });
}

// Names are written before the facts; how the front desk recognises a service concerns nobody else.
OutputFile ServiceFile(const LanguageSite& danish, const LanguageSite& english, const v1::Service& service) {
  return DataWriter(danish, english).One("service", service, {"id", "text", "triage"});
}

OutputFile PackageFile(const LanguageSite& danish, const LanguageSite& english, const v1::Package& package) {
  return DataWriter(danish, english).One("package", package, {"id", "text", "funnel"});
}

}  // namespace indgang::sitegen
