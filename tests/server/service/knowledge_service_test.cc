#include "base/files.h"
#include "indgang/knowledge/v1/knowledge_service.pb.h"
#include "tests/server/service/case_steps.h"

namespace indgang::service {
namespace {

using namespace knowledge::v1;
using testing::IsOk;
using testing::Violates;

class KnowledgeServiceTest : public ServiceTest {
 protected:
  template <typename Request>
  static Request WithId(const std::string& id) {
    Request request;
    request.set_id(id);
    return request;
  }

  std::string Hash() {
    const auto response = desk_.Call<GetRevisionResponse>(GetRevisionRequest());
    EXPECT_THAT(response, IsOk());
    return response.ok() ? response->revision().content_hash() : "";
  }
};

TEST_F(KnowledgeServiceTest, GetsWhatIsThereAndNamesWhatIsNot) {
  EXPECT_EQ(Hash(), std::string(64, 'a'));
  EXPECT_EQ(desk_.Call<GetServiceResponse>(WithId<GetServiceRequest>("alcohol-licence"))->service().authority(),
            "licensing-board");
  EXPECT_EQ(desk_.Call<GetPackageResponse>(WithId<GetPackageRequest>("car-repair-shop"))->package().phases_size(), 1);
  EXPECT_EQ(desk_.Call<GetAuthorityResponse>(WithId<GetAuthorityRequest>("building"))->authority().text().en().title(),
            "Building");
  EXPECT_REFUSED(desk_.Call<GetServiceResponse>(WithId<GetServiceRequest>("no-such")), kNotFound, "SERVICE_NOT_FOUND");
  EXPECT_REFUSED(desk_.Call<GetPackageResponse>(WithId<GetPackageRequest>("no-such")), kNotFound, "PACKAGE_NOT_FOUND");
  EXPECT_REFUSED(desk_.Call<GetAuthorityResponse>(WithId<GetAuthorityRequest>("no-such")), kNotFound,
                 "AUTHORITY_NOT_FOUND");
  EXPECT_THAT(desk_.Call<GetServiceResponse>(WithId<GetServiceRequest>("")), Violates("id"));
  EXPECT_THAT(desk_.Call<GetPackageResponse>(WithId<GetPackageRequest>("A B")), Violates("id"));
  EXPECT_THAT(desk_.Call<GetAuthorityResponse>(WithId<GetAuthorityRequest>("../x")), Violates("id"));
}

TEST_F(KnowledgeServiceTest, ListsFilterAndPage) {
  ListServicesRequest request;
  request.set_page_size(3);
  std::vector<std::string> ids;
  do {
    const auto page = desk_.Call<ListServicesResponse>(request);
    ASSERT_THAT(page, IsOk());
    for (const Service& service : page->services()) ids.push_back(service.id());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(ids,
              ::testing::ElementsAre("alcohol-licence", "location-check", "one-entry-intake", "workshop-notification"));
  request.set_authority("building");
  EXPECT_EQ(desk_.Call<ListServicesResponse>(request)->services_size(), 1);
  request.set_area("no-such");
  EXPECT_EQ(desk_.Call<ListServicesResponse>(request)->services_size(), 0);
  EXPECT_EQ(desk_.Call<ListPackagesResponse>(ListPackagesRequest())->packages_size(), 1);
  ListAuthoritiesRequest authorities;
  authorities.set_page_size(3);
  const auto page = desk_.Call<ListAuthoritiesResponse>(authorities);
  ASSERT_THAT(page, IsOk());
  EXPECT_EQ(page->authorities_size(), 3);
  authorities.set_page_token(page->next_page_token());
  EXPECT_EQ(desk_.Call<ListAuthoritiesResponse>(authorities)->authorities_size(), 1);
  request.set_page_token(page->next_page_token());
  EXPECT_REFUSED(desk_.Call<ListServicesResponse>(request), kInvalidArgument, "PAGE_TOKEN_INVALID");
  ListPackagesRequest packages;
  packages.set_page_size(-1);
  EXPECT_THAT(desk_.Call<ListPackagesResponse>(packages), Violates("page_size"));
}

TEST_F(KnowledgeServiceTest, SuggestsWithReasonsInTheLanguageAsked) {
  SuggestRoutingRequest request;
  request.set_text("Where may a car repair shop lie, et autoværksted?");
  request.set_language("en");
  request.set_max_results(1);
  const auto response = gateway_.Call<SuggestRoutingResponse>(request);
  ASSERT_THAT(response, IsOk());
  ASSERT_EQ(response->suggestions_size(), 1);
  EXPECT_FALSE(response->suggestions(0).why().empty());
  EXPECT_EQ(response->revision().content_hash(), std::string(64, 'a'));
  request.set_text("");
  request.set_language("de");
  request.set_max_results(-1);
  EXPECT_THAT(gateway_.Call<SuggestRoutingResponse>(request), Violates("text", "language", "max_results"));
}

TEST_F(KnowledgeServiceTest, ChangedBundleIsTakenUpAndBadOneLeftAlone) {
  KnowledgeBase base = testing::SmallKnowledgeBase();
  base.mutable_revision()->set_content_hash(std::string(64, 'b'));
  ASSERT_THAT(WriteFileAtomically(server_.knowledge_path(), indgang::knowledge::SerializeBundle(base)), IsOk());
  EXPECT_EQ(Hash(), std::string(64, 'a')) << "not looked at yet";
  server_.knowledge().Refresh();
  EXPECT_EQ(Hash(), std::string(64, 'b'));
  EXPECT_THAT(server_.log().lines().back(), ::testing::HasSubstr("GetRevision"));

  ASSERT_THAT(WriteFileAtomically(server_.knowledge_path(), "rubbish"), IsOk());
  const std::size_t lines = server_.log().lines().size();
  server_.knowledge().Refresh();
  server_.knowledge().Refresh();
  ASSERT_EQ(server_.log().lines().size(), lines + 1) << "said once";
  EXPECT_THAT(server_.log().lines().back(),
              ::testing::HasSubstr("\"knowledge_refused\",\"reason\":\"BUNDLE_CORRUPT\""));
  EXPECT_EQ(Hash(), std::string(64, 'b'));
}

TEST_F(KnowledgeServiceTest, WatcherFindsTheChange) {
  server_.knowledge().StartWatching(absl::Milliseconds(5));
  KnowledgeBase base = testing::SmallKnowledgeBase();
  base.mutable_revision()->set_content_hash(std::string(64, 'b'));
  ASSERT_THAT(WriteFileAtomically(server_.knowledge_path(), indgang::knowledge::SerializeBundle(base)), IsOk());
  for (int i = 0; i < 400 && Hash() != std::string(64, 'b'); ++i) absl::SleepFor(absl::Milliseconds(5));
  EXPECT_EQ(Hash(), std::string(64, 'b'));
}

}  // namespace
}  // namespace indgang::service
