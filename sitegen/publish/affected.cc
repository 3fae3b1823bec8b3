#include "sitegen/publish/affected.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <utility>

namespace indgang::sitegen {
namespace {

namespace v1 = knowledge::v1;

std::vector<int> Numbers(int count) {
  std::vector<int> numbers(static_cast<std::size_t>(count));
  std::iota(numbers.begin(), numbers.end(), 0);
  return numbers;
}

template <class Items>
int IndexOf(const Items& items, absl::string_view id) {
  return static_cast<int>(std::find_if(items.begin(), items.end(), [&](const auto& item) { return item.id() == id; }) -
                          items.begin());
}

bool Contains(const google::protobuf::RepeatedPtrField<std::string>& ids, absl::string_view id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

// Collects the items to make again.
class Collector {
 public:
  Collector(const SiteEdit& edit, const LanguageSite& site) : site_(site), base_(site.bundle().message()) {
    for (const int index : edit.services) AddAround(base_.services(index));
    for (const int index : edit.packages) items_.insert({PageKind::kPackage, index});
    for (const int index : edit.authorities) items_.insert({PageKind::kAuthority, index});
    for (const int index : edit.faq) items_.insert({PageKind::kFaq, index});
    for (const int index : edit.pages) items_.insert({PageKind::kText, index});
  }

  Affected Take() const {
    Affected affected;
    for (PageJob& job : ListPages(site_.bundle())) {
      if (!IsOfOneItem(job.kind) || items_.count({job.kind, job.index}) > 0) affected.pages.push_back(std::move(job));
    }
    for (const auto& [kind, index] : items_) {
      if (kind == PageKind::kService) affected.services.push_back(index);
      if (kind == PageKind::kPackage) affected.packages.push_back(index);
    }
    return affected;
  }

 private:
  // There are few areas, and each lists much.
  static bool IsOfOneItem(PageKind kind) {
    return kind == PageKind::kService || kind == PageKind::kPackage || kind == PageKind::kAuthority ||
           kind == PageKind::kFaq || kind == PageKind::kText;
  }

  void AddService(absl::string_view id) { items_.insert({PageKind::kService, IndexOf(base_.services(), id)}); }
  void AddAuthority(absl::string_view id) { items_.insert({PageKind::kAuthority, IndexOf(base_.authorities(), id)}); }

  // Many pages show title, time and cost of a service.
  void AddAround(const v1::Service& service) {
    const std::string& id = service.id();
    AddService(id);
    for (const std::string& other : service.prerequisites()) AddService(other);
    for (const absl::string_view other : site_.RequiredBy(id)) AddService(other);
    for (const v1::Service& other : base_.services()) {
      if (other.replaced_by() == id) AddService(other.id());
    }
    AddAuthority(service.authority());
    for (const std::string& authority : service.also_involves()) AddAuthority(authority);
    for (const absl::string_view package : site_.PackagesWith(id)) {
      items_.insert({PageKind::kPackage, IndexOf(base_.packages(), package)});
    }
    for (int i = 0; i < base_.faq_size(); ++i) {
      if (Contains(base_.faq(i).services(), id)) items_.insert({PageKind::kFaq, i});
    }
  }

  const LanguageSite& site_;
  const v1::KnowledgeBase& base_;
  std::set<std::pair<PageKind, int>> items_;
};

}  // namespace

Affected AllOf(const knowledge::Bundle& bundle) {
  return {ListPages(bundle), Numbers(bundle.message().services_size()), Numbers(bundle.message().packages_size())};
}

Affected AffectedBy(const SiteEdit& edit, const LanguageSite& site) { return Collector(edit, site).Take(); }

}  // namespace indgang::sitegen
