#include "server/service/access_policy.h"

#include <set>
#include <string>

#include "base/files.h"
#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"
#include "server/service/call.h"
#include "server/service/server.h"
#include "server/service/watch_handlers.h"
#include "tests/support/error_matchers.h"

namespace indgang::service {
namespace {

// Every method of the contract, found by its descriptors.
std::set<std::string> AllMethods() {
  std::set<std::string> methods;
  for (const google::protobuf::ServiceDescriptor* service : ServedServices()) {
    for (int i = 0; i < service->method_count(); ++i) methods.insert(service->method(i)->full_name());
  }
  return methods;
}

TEST(AccessPolicyTest, EveryFileWithAServiceIsServed) {
  std::set<std::string> served;
  for (const google::protobuf::ServiceDescriptor* service : ServedServices()) {
    EXPECT_EQ(service->file()->service_count(), 1) << "one service in a file";
    served.insert(service->full_name());
  }
  // The protos of the contract that define services, as they stand in proto/CMakeLists.txt.
  const google::protobuf::DescriptorPool& pool = *google::protobuf::DescriptorPool::generated_pool();
  const absl::StatusOr<std::string> cmake = ReadFile("proto/CMakeLists.txt");
  ASSERT_THAT(cmake, testing::IsOk());
  std::size_t found = 0;
  for (std::size_t at = cmake->find("indgang/"); at != std::string::npos; at = cmake->find("indgang/", at + 1)) {
    const std::string path = cmake->substr(at, cmake->find(".proto", at) + 6 - at);
    const google::protobuf::FileDescriptor* file = path.size() < 100 ? pool.FindFileByName(path) : nullptr;
    for (int i = 0; file != nullptr && i < file->service_count(); ++i) {
      ++found;
      EXPECT_EQ(served.count(file->service(i)->full_name()), 1u) << file->service(i)->full_name();
    }
  }
  EXPECT_GE(found, served.size());
}

TEST(AccessPolicyTest, EveryMethodHasAPolicyAndAHandlerAndNothingElseHas) {
  const std::set<std::string> methods = AllMethods();
  EXPECT_GE(methods.size(), 38u);
  for (const std::string& method : methods) {
    const MethodPolicy* policy = FindPolicy(method);
    ASSERT_NE(policy, nullptr) << method << " has no policy";
    EXPECT_FALSE(policy->roles.empty()) << method;
    EXPECT_FALSE(IsAllowed(*policy, admin::v1::ROLE_UNSPECIFIED)) << method;
  }
  EXPECT_EQ(FindPolicy("indgang.cases.v1.CaseService.NoSuch"), nullptr);
  std::set<std::string> listed;
  for (const MethodPolicy& policy : AccessPolicy()) EXPECT_TRUE(listed.insert(policy.method).second) << policy.method;
  EXPECT_EQ(listed, methods);
  std::set<std::string> handled;
  for (const Handler& handler : AllHandlers()) EXPECT_TRUE(handled.insert(handler.method).second) << handler.method;
  for (const StreamHandler& handler : WatchHandlers()) EXPECT_TRUE(handled.insert(handler.method).second);
  EXPECT_EQ(handled, methods);
}

TEST(AccessPolicyTest, AdminsAndEditorsSeeNoCases) {
  for (const MethodPolicy& policy : AccessPolicy()) {
    if (policy.method.find(".cases.") == std::string::npos) continue;
    EXPECT_FALSE(IsAllowed(policy, admin::v1::ROLE_EDITOR)) << policy.method;
    // Of the one case that it opened in an emergency.
    const std::string method = policy.method.substr(policy.method.rfind('.') + 1);
    EXPECT_EQ(IsAllowed(policy, admin::v1::ROLE_ADMIN), method == "GetCase" || method == "ListInteractions" ||
                                                            method == "ListCaseEvents" || method == "ListNotes" ||
                                                            method == "ListReferrals")
        << policy.method;
    // Counts, and nothing that a name stands in.
    EXPECT_EQ(IsAllowed(policy, admin::v1::ROLE_STATISTICS), policy.method == "indgang.cases.v1.CaseService.CountCases")
        << policy.method;
    EXPECT_EQ(IsAllowed(policy, admin::v1::ROLE_GATEWAY), policy.method.find("RegisterEnquiry") != std::string::npos)
        << policy.method;
  }
}

TEST(AccessPolicyTest, DocumentShowsTheTable) {
  const absl::StatusOr<std::string> document = ReadFile("docs/policy.md");
  ASSERT_THAT(document, testing::IsOk());
  EXPECT_NE(document->find(PolicyAsMarkdown()), std::string::npos) << "docs/policy.md must hold this table:\n"
                                                                   << PolicyAsMarkdown();
}

}  // namespace
}  // namespace indgang::service
