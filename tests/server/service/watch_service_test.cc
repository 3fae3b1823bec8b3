// Streams of WatchService: complete, in order, resumable, and only what the caller may see.
#include <algorithm>
#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/errors.h"
#include "gmock/gmock.h"
#include "grpcpp/grpcpp.h"
#include "indgang/admin/v1/token_service.pb.h"
#include "indgang/cases/v1/watch_service.grpc.pb.h"
#include "indgang/directory/v1/directory_service.pb.h"
#include "tests/server/service/case_steps.h"

namespace indgang::service {
namespace {

using namespace cases::v1;
using ::indgang::testing::IsError;
using ::indgang::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;

// One open stream. The constructor returns when the first message, a resume token alone, has come.
template <typename Request, typename Response>
class Stream {
 public:
  using Begin = std::unique_ptr<grpc::ClientReader<Response>> (WatchService::Stub::*)(grpc::ClientContext*,
                                                                                      const Request&);

  Stream(testing::TestServer& server, const testing::TestClient& client, Begin begin, const Request& request)
      : stub_(SmallWindowChannel(server)) {
    context_.AddMetadata("authorization", "Bearer " + client.secret());
    context_.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(30)));
    reader_ = (stub_.*begin)(&context_, request);
    Response first;
    if (reader_->Read(&first)) {
      EXPECT_FALSE(first.has_event());
      token_ = first.resume_token();
    }
  }
  ~Stream() {
    context_.TryCancel();
    if (reader_ != nullptr) reader_->Finish();
  }

  // The next message; an empty one when the stream has ended.
  Response Next() {
    Response response;
    if (reader_->Read(&response)) token_ = response.resume_token();
    return response;
  }

  // The names of the next events.
  std::vector<std::string> Names(int count) {
    std::vector<std::string> names;
    for (int i = 0; i < count; ++i) names.push_back(Next().event().name());
    return names;
  }

  absl::Status End() {
    Response response;
    while (reader_->Read(&response)) token_ = response.resume_token();
    const absl::Status status = testing::FromGrpcStatus(reader_->Finish());
    reader_ = nullptr;
    return status;
  }

  // A channel that takes little ahead of its reader.
  static std::shared_ptr<grpc::Channel> SmallWindowChannel(testing::TestServer& server) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
    return grpc::CreateCustomChannel(server.server().address(), grpc::InsecureChannelCredentials(), arguments);
  }

  // After the last message.
  const std::string& token() const { return token_; }

 private:
  WatchService::Stub stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<Response>> reader_;
  std::string token_;
};

using CaseStream = Stream<WatchCasesRequest, WatchCasesResponse>;
using ReferralStream = Stream<WatchReferralsRequest, WatchReferralsResponse>;

class WatchTest : public ServiceTest {
 protected:
  std::unique_ptr<CaseStream> Watch(const testing::TestClient& client, const WatchCasesRequest& request = {}) {
    return std::make_unique<CaseStream>(server_, client, &WatchService::Stub::WatchCases, request);
  }
  std::unique_ptr<ReferralStream> WatchReferrals(const testing::TestClient& client,
                                                 const WatchReferralsRequest& request = {}) {
    return std::make_unique<ReferralStream>(server_, client, &WatchService::Stub::WatchReferrals, request);
  }
  std::unique_ptr<CaseStream> WatchFrom(const testing::TestClient& client, const std::string& token) {
    WatchCasesRequest request;
    request.set_resume_token(token);
    return Watch(client, request);
  }

  // Names of all events there are, in the order they were stored.
  std::vector<std::string> Feed() {
    std::vector<std::string> names;
    EXPECT_THAT(storage::ReadAndWait(server_.storage(),
                                     [&](storage::ReadTransaction& tx) -> absl::Status {
                                       const auto entries = tx.ListFeed(0, 10'000).value();
                                       for (const auto& entry : entries) names.push_back(entry.event.name());
                                       return absl::OkStatus();
                                     }),
                IsOk());
    return names;
  }
};

TEST_F(WatchTest, TellsOfEveryEventWithTheCaseAsItIsNow) {
  const auto stream = Watch(desk_);
  EXPECT_NE(stream->token(), "");
  const Case made = Register();
  const WatchCasesResponse first = stream->Next();
  EXPECT_TRUE(first.event().has_registered());
  EXPECT_EQ(first.case_().name(), made.name());
  EXPECT_EQ(first.case_().etag(), made.etag());
  EXPECT_TRUE(stream->Next().event().has_contact_person_assigned());
  ASSERT_THAT(desk_.Call<TriageCaseResponse>(TriageRequest(made.name())), IsOk());
  EXPECT_TRUE(stream->Next().event().has_triaged());
}

TEST_F(WatchTest, BeginsWithWhatHappensFromNowOn) {
  Register();
  const auto stream = Watch(desk_);
  const std::string second = Register().name();
  EXPECT_EQ(stream->Next().case_().name(), second);
}

TEST_F(WatchTest, GoesOnFromATokenWithoutGapOrDuplicate) {
  const auto before = Watch(desk_);
  for (int i = 0; i < 150; ++i) Register();
  std::vector<std::string> names = before->Names(101);
  // In the middle of a case, while it goes on.
  std::thread writer([this] {
    for (int i = 0; i < 50; ++i) Register();
  });
  const auto after = WatchFrom(desk_, before->token());
  const std::vector<std::string> rest = after->Names(299);
  writer.join();
  names.insert(names.end(), rest.begin(), rest.end());
  EXPECT_THAT(names, ElementsAreArray(Feed()));
}

TEST_F(WatchTest, GoesOnAfterARestart) {
  const auto before = Watch(desk_);
  const std::string token = before->token();
  Register();
  server_.Restart();
  EXPECT_EQ(before->End().code(), absl::StatusCode::kUnavailable);
  const auto after = WatchFrom(desk_, token);
  EXPECT_THAT(after->Names(2), ElementsAreArray(Feed()));
}

TEST_F(WatchTest, ConcurrentWritersAndWatchersSeeOneOrder) {
  constexpr int kWatchers = 4;
  constexpr int kWriters = 4;
  constexpr int kEach = 25;
  std::vector<std::unique_ptr<CaseStream>> streams;
  for (int i = 0; i < kWatchers; ++i) streams.push_back(Watch(desk_));
  std::vector<std::thread> writers;
  for (int i = 0; i < kWriters; ++i) {
    writers.emplace_back([this, i] {
      for (int each = 0; each < kEach; ++each) {
        RegisterEnquiryRequest request = EnquiryRequest();
        request.set_request_id(absl::StrCat("writer-", i, "-", each));
        EXPECT_THAT(desk_.Call<RegisterEnquiryResponse>(request), IsOk());
      }
    });
  }
  std::vector<std::vector<std::string>> seen;
  for (const auto& stream : streams) seen.push_back(stream->Names(2 * kWriters * kEach));
  for (std::thread& writer : writers) writer.join();
  for (const std::vector<std::string>& names : seen) EXPECT_THAT(names, ElementsAreArray(Feed()));
}

TEST_F(WatchTest, ShowsOneCaseOrOneContactPersonsCases) {
  const std::string first = Register().name();
  WatchCasesRequest one;
  one.set_name(first);
  const auto one_case = Watch(desk_, one);
  WatchCasesRequest mine;
  mine.set_contact_person("me");
  const auto desks = Watch(desk_, mine);
  const auto leaders = Watch(leader_, mine);
  const std::string second = Register().name();
  ASSERT_THAT(desk_.Call<TriageCaseResponse>(TriageRequest(first)), IsOk());
  EXPECT_TRUE(one_case->Next().event().has_triaged());
  EXPECT_THAT(desks->Names(3), ElementsAre(second + "/events/1", second + "/events/2", first + "/events/3"));
  const auto by_leader = leader_.Call<RegisterEnquiryResponse>(EnquiryRequest());
  ASSERT_THAT(by_leader, IsOk());
  EXPECT_EQ(leaders->Next().event().name(), by_leader->case_().name() + "/events/1");
}

// Else the last thing that a contact person learns of a case is that it still has it.
TEST_F(WatchTest, WhoHandsACaseOverIsToldToo) {
  const std::string name = Register().name();
  const std::string successor = leader_.Call<RegisterEnquiryResponse>(EnquiryRequest())->case_().contact_person().id();
  WatchCasesRequest mine;
  mine.set_contact_person("me");
  const auto desks = Watch(desk_, mine);
  HandOverCaseRequest over;
  over.set_request_id(NewRequestId());
  over.set_name(name);
  over.set_contact_person(successor);
  over.set_reason("on leave");
  over.set_channel(CHANNEL_PHONE);
  over.set_message("From today it is a colleague whom you can call.");
  ASSERT_THAT(desk_.Call<HandOverCaseResponse>(over), IsOk());
  EXPECT_TRUE(desks->Next().event().has_contact_person_handed_over());
  const std::string other = Register().name();
  EXPECT_EQ(desks->Next().event().name(), other + "/events/1") << "nothing more of the case that went";
}

TEST_F(WatchTest, ATaskForceMemberSeesOnlyItsCasesAndReferrals) {
  const std::string hidden = Register().name();
  const std::string shared = Register().name();
  const auto cases = Watch(building_);
  const auto referrals = WatchReferrals(building_);
  Refer(hidden, "industrial-environment");
  const std::string ours = Refer(shared, "building").name();
  Refer(shared, "industrial-environment");
  ASSERT_THAT(desk_.Call<TriageCaseResponse>(TriageRequest(hidden)), IsOk());
  ASSERT_THAT(building_.Call<AcceptReferralResponse>(ReferralMove<AcceptReferralRequest>(ours)), IsOk());

  const WatchCasesResponse asked = cases->Next();
  EXPECT_EQ(asked.event().referral_created().referral().name(), ours);
  const WatchCasesResponse others = cases->Next();
  EXPECT_EQ(others.event().sequence(), asked.event().sequence() + 1);
  EXPECT_FALSE(others.event().has_referral_created()) << "another authority's referral";
  EXPECT_FALSE(others.event().has_actor());
  EXPECT_TRUE(cases->Next().event().has_referral_accepted());

  EXPECT_EQ(referrals->Next().referral().state(), Referral::STATE_SENT);
  const WatchReferralsResponse accepted = referrals->Next();
  EXPECT_EQ(accepted.referral().name(), ours);
  EXPECT_EQ(accepted.referral().state(), Referral::STATE_ACCEPTED);
}

TEST_F(WatchTest, WhoTookACaseOverSeesAllOfItAndColleaguesDoNot) {
  const std::string name = Register().name();
  CreateReferralRequest transfer = ReferralRequest(name, "building");
  transfer.set_kind(Referral::KIND_TRANSFER);
  const auto sent = desk_.Call<CreateReferralResponse>(transfer);
  ASSERT_THAT(sent, IsOk());
  auto accept = ReferralMove<AcceptReferralRequest>(sent->referral().name());
  accept.set_channel(CHANNEL_EMAIL);
  accept.set_message("I kan ringe til mig.");
  ASSERT_THAT(building_.Call<AcceptReferralResponse>(accept), IsOk());
  const testing::TestClient colleague = server_.As(admin::v1::ROLE_TASK_FORCE_MEMBER, "building");
  const auto mine = Watch(building_);
  const auto theirs = Watch(colleague);
  const auto referrals = WatchReferrals(building_);
  const std::string other = Refer(name, "industrial-environment").name();
  EXPECT_EQ(mine->Next().event().referral_created().referral().name(), other);
  EXPECT_EQ(theirs->Next().event().detail_case(), CaseEvent::DETAIL_NOT_SET);
  EXPECT_EQ(referrals->Next().referral().name(), other);
}

TEST_F(WatchTest, ReferralsAreFilteredByAuthorityAndCase) {
  const std::string first = Register().name();
  const std::string second = Register().name();
  WatchReferralsRequest request;
  request.set_authority("building");
  request.set_parent(second);
  const auto stream = WatchReferrals(desk_, request);
  Refer(first, "building");
  Refer(second, "industrial-environment");
  const std::string wanted = Refer(second, "building").name();
  EXPECT_EQ(stream->Next().referral().name(), wanted);
}

TEST_F(WatchTest, RefusesWhatCannotBeWatched) {
  constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
  WatchCasesRequest request;
  request.set_name("2026-000001");
  EXPECT_THAT(Watch(desk_, request)->End(), IsError(kInvalid, "FIELD_INVALID"));
  for (const char* token : {"x", "AAAAAAAAAAA5", "AAAAAAAAAAAx"}) {
    EXPECT_THAT(WatchFrom(desk_, token)->End(), IsError(kInvalid, "RESUME_TOKEN_INVALID")) << token;
  }
  EXPECT_THAT(Watch(gateway_)->End(), IsError(absl::StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED"));
  EXPECT_THAT(Watch(server_.WithSecret("indgang_x"))->End(),
              IsError(absl::StatusCode::kUnauthenticated, "TOKEN_INVALID"));
  WatchReferralsRequest referrals;
  referrals.set_parent("cases/1");
  EXPECT_THAT(WatchReferrals(desk_, referrals)->End(), IsError(kInvalid, "FIELD_INVALID"));
}

TEST_F(WatchTest, ATokenOfAnotherDatabaseIsRefused) {
  Register();
  const auto stream = Watch(desk_);
  testing::TestServer other;
  const testing::TestClient desk = other.As(admin::v1::ROLE_FRONT_DESK);
  WatchCasesRequest request;
  request.set_resume_token(stream->token());
  EXPECT_THAT(CaseStream(other, desk, &WatchService::Stub::WatchCases, request).End(),
              IsError(absl::StatusCode::kInvalidArgument, "RESUME_TOKEN_INVALID"));
}

TEST_F(WatchTest, ARevokedTokenEndsTheStream) {
  const testing::TestClient leaver = server_.As(admin::v1::ROLE_FRONT_DESK);
  const auto stream = Watch(leaver);
  admin::v1::RevokeTokenRequest request;
  request.set_id(leaver.id());
  ASSERT_THAT(admin_.Call<admin::v1::RevokeTokenResponse>(request), IsOk());
  EXPECT_THAT(stream->End(), IsError(absl::StatusCode::kUnauthenticated, "TOKEN_REVOKED"));
}

TEST_F(WatchTest, StreamsOfWhoLeavesEnd) {
  const testing::TestClient leaver = server_.As(admin::v1::ROLE_FRONT_DESK);
  const testing::TestClient leader = server_.As(admin::v1::ROLE_LEADER);
  const auto stream = Watch(leaver);
  directory::v1::UpdateMemberRequest request;
  request.set_request_id("leaves-1");
  request.mutable_member()->set_id(leaver.member());
  request.mutable_member()->set_state(directory::v1::Member::STATE_LEFT);
  request.add_update_mask("state");
  ASSERT_THAT(leader.Call<directory::v1::UpdateMemberResponse>(request), IsOk());
  EXPECT_THAT(stream->End(), IsError(absl::StatusCode::kUnauthenticated, "MEMBER_LEFT"));
  EXPECT_THAT(Watch(leaver)->End(), IsError(absl::StatusCode::kUnauthenticated, "MEMBER_LEFT"));
}

TEST_F(WatchTest, DrainingEndsStreamsAndRefusesNewOnes) {
  const auto stream = Watch(desk_);
  server_.server().StartDraining();
  EXPECT_THAT(stream->End(), IsError(absl::StatusCode::kUnavailable, "SHUTTING_DOWN"));
  EXPECT_THAT(Watch(desk_)->End(), IsError(absl::StatusCode::kUnavailable, "SHUTTING_DOWN"));
}

class SmallWatchTest : public WatchTest {
 protected:
  SmallWatchTest() {
    server_.Restart({.max_watchers = 3, .max_waiting = 20, .heartbeat = absl::Milliseconds(500)});
    desk_ = server_.As(admin::v1::ROLE_FRONT_DESK);
  }
};

TEST_F(SmallWatchTest, AQuietStreamGetsTokens) {
  const auto stream = Watch(desk_);
  const std::string token = stream->token();
  EXPECT_FALSE(stream->Next().has_event());
  EXPECT_EQ(stream->token(), token);
}

TEST_F(SmallWatchTest, ThereIsALimitToStreamsAndAnEndedOneMakesRoom) {
  std::vector<std::unique_ptr<CaseStream>> streams;
  for (int i = 0; i < 3; ++i) streams.push_back(Watch(desk_));
  const auto too_many = IsError(absl::StatusCode::kResourceExhausted, "TOO_MANY_WATCHERS");
  EXPECT_THAT(Watch(desk_)->End(), too_many);
  streams.pop_back();
  std::unique_ptr<CaseStream> stream;
  for (int i = 0; i < 100 && (stream == nullptr || stream->token().empty()); ++i) {
    absl::SleepFor(absl::Milliseconds(50));
    stream = Watch(desk_);
  }
  EXPECT_NE(stream->token(), "");
}

TEST_F(SmallWatchTest, AReaderThatIsTooSlowGoesOnFromItsToken) {
  auto slow = Watch(desk_);
  // More than flow control and queue hold together.
  RegisterEnquiryRequest request = EnquiryRequest();
  request.mutable_enquiry()->set_text(std::string(19'000, 'x'));
  for (int i = 0; i < 60; ++i) {
    request.set_request_id(NewRequestId());
    ASSERT_THAT(desk_.Call<RegisterEnquiryResponse>(request), IsOk());
  }
  std::vector<std::string> names;
  while (true) {
    const WatchCasesResponse response = slow->Next();
    if (!response.has_event()) break;
    names.push_back(response.event().name());
  }
  const std::string last_token = slow->token();
  const absl::Status end = slow->End();
  ASSERT_THAT(end, IsError(absl::StatusCode::kResourceExhausted, "WATCHER_TOO_SLOW"));
  EXPECT_EQ(GetErrorInfo(end)->metadata().at("resume_token"), last_token);
  EXPECT_LT(names.size(), 120u);
  const auto again = WatchFrom(desk_, last_token);
  const std::vector<std::string> rest = again->Names(static_cast<int>(120 - names.size()));
  names.insert(names.end(), rest.begin(), rest.end());
  EXPECT_THAT(names, ElementsAreArray(Feed()));
}

}  // namespace
}  // namespace indgang::service
