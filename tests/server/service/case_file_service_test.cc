#include "indgang/cases/v1/case_file_service.pb.h"
#include "tests/server/service/case_steps.h"

namespace indgang::service {
namespace {

using namespace cases::v1;
using ::testing::ElementsAre;
using testing::IsOk;
using testing::Violates;

class CaseFileServiceTest : public ServiceTest {
 protected:
  static AddNoteRequest NoteRequest(const std::string& name, const std::string& text,
                                    Note::Visibility visibility = Note::VISIBILITY_STAFF) {
    AddNoteRequest request;
    request.set_request_id(NewRequestId());
    request.set_parent(name);
    request.mutable_note()->set_text(text);
    request.mutable_note()->set_visibility(visibility);
    return request;
  }

  static AddAttachmentRequest AttachmentRequest(const std::string& name, const std::string& file_name,
                                                Note::Visibility visibility = Note::VISIBILITY_STAFF) {
    AddAttachmentRequest request;
    request.set_request_id(NewRequestId());
    request.set_parent(name);
    Attachment& attachment = *request.mutable_attachment();
    attachment.set_file_name(file_name);
    attachment.set_media_type("application/pdf");
    attachment.set_size(3);
    attachment.set_sha256(std::string(64, 'a'));
    attachment.set_uri("urn:esdh:4711");
    attachment.set_visibility(visibility);
    return request;
  }

  static CreateFollowUpRequest FollowUpRequest(const std::string& name, const std::string& due,
                                               const std::string& assignee = "") {
    CreateFollowUpRequest request;
    request.set_request_id(NewRequestId());
    request.set_parent(name);
    request.mutable_follow_up()->set_due_date(due);
    request.mutable_follow_up()->set_text("Ring");
    request.mutable_follow_up()->set_assignee(assignee);
    return request;
  }

  static CompleteFollowUpRequest DoneRequest(const std::string& name) {
    CompleteFollowUpRequest request;
    request.set_request_id(NewRequestId());
    request.set_name(name);
    request.set_result("Gjort");
    return request;
  }

  // The texts of all notes that the client is shown, in pages of two.
  static std::vector<std::string> Notes(const testing::TestClient& client, const std::string& name) {
    ListNotesRequest request;
    request.set_parent(name);
    request.set_page_size(2);
    std::vector<std::string> texts;
    do {
      const auto page = client.Call<ListNotesResponse>(request);
      EXPECT_THAT(page, IsOk());
      if (!page.ok()) break;
      for (const Note& note : page->notes()) texts.push_back(note.text());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return texts;
  }

  // The names of follow-ups without "cases/2026-00000", in pages of one.
  std::vector<std::string> FollowUps(ListFollowUpsRequest request) {
    request.set_page_size(1);
    std::vector<std::string> names;
    do {
      const auto page = desk_.Call<ListFollowUpsResponse>(request);
      EXPECT_THAT(page, IsOk());
      if (!page.ok()) break;
      for (const FollowUp& follow_up : page->follow_ups()) names.push_back(follow_up.name().substr(16));
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return names;
  }
};

TEST_F(CaseFileServiceTest, AuthoritiesReadAndAddOnlyWhatIsForThem) {
  const std::string name = Register().name();
  Refer(name, "building");
  constexpr auto kForAll = Note::VISIBILITY_AUTHORITIES;
  for (const auto& [text, visibility] : {std::pair{"one", Note::VISIBILITY_STAFF}, std::pair{"two", kForAll},
                                         std::pair{"three", Note::VISIBILITY_STAFF}, std::pair{"four", kForAll}}) {
    ASSERT_THAT(desk_.Call<AddNoteResponse>(NoteRequest(name, text, visibility)), IsOk());
    ASSERT_THAT(desk_.Call<AddAttachmentResponse>(AttachmentRequest(name, text, visibility)), IsOk());
  }
  EXPECT_REFUSED(building_.Call<AddNoteResponse>(NoteRequest(name, "mine")), kInvalidArgument, "FIELD_INVALID");
  EXPECT_REFUSED(building_.Call<AddAttachmentResponse>(AttachmentRequest(name, "mine")), kInvalidArgument,
                 "FIELD_INVALID");
  const auto added = building_.Call<AddNoteResponse>(NoteRequest(name, "five", kForAll));
  ASSERT_THAT(added, IsOk());
  EXPECT_EQ(added->note().name(), name + "/notes/5");
  EXPECT_EQ(added->note().actor().authority(), "building");
  EXPECT_THAT(Notes(desk_, name), ElementsAre("one", "two", "three", "four", "five"));
  EXPECT_THAT(Notes(building_, name), ElementsAre("two", "four", "five"));

  ListAttachmentsRequest attachments;
  attachments.set_parent(name);
  const auto all = desk_.Call<ListAttachmentsResponse>(attachments);
  const auto theirs = building_.Call<ListAttachmentsResponse>(attachments);
  ASSERT_THAT(all, IsOk());
  ASSERT_THAT(theirs, IsOk());
  EXPECT_EQ(all->attachments_size(), 4);
  ASSERT_EQ(theirs->attachments_size(), 2);
  EXPECT_EQ(theirs->attachments(0).file_name(), "two");
  EXPECT_EQ(theirs->attachments(1).file_name(), "four");
}

TEST_F(CaseFileServiceTest, WhoDoesNotSeeTheCaseSeesNothingOfItsFile) {
  const std::string name = Register().name();
  ASSERT_THAT(desk_.Call<AddNoteResponse>(NoteRequest(name, "x", Note::VISIBILITY_AUTHORITIES)), IsOk());
  const auto note = NoteRequest(name, "y", Note::VISIBILITY_AUTHORITIES);
  EXPECT_REFUSED(building_.Call<AddNoteResponse>(note), kNotFound, "CASE_NOT_FOUND");
  EXPECT_REFUSED(building_.Call<AddAttachmentResponse>(AttachmentRequest(name, "y", Note::VISIBILITY_AUTHORITIES)),
                 kNotFound, "CASE_NOT_FOUND");
  ListNotesRequest notes;
  notes.set_parent(name);
  EXPECT_REFUSED(building_.Call<ListNotesResponse>(notes), kNotFound, "CASE_NOT_FOUND");
  ListAttachmentsRequest attachments;
  attachments.set_parent(name);
  EXPECT_REFUSED(building_.Call<ListAttachmentsResponse>(attachments), kNotFound, "CASE_NOT_FOUND");
  notes.set_parent("cases/2026-000009");
  EXPECT_REFUSED(desk_.Call<ListNotesResponse>(notes), kNotFound, "CASE_NOT_FOUND");
  ListFollowUpsRequest follow_ups;
  follow_ups.set_parent("cases/-");
  ASSERT_THAT(desk_.Call<CreateFollowUpResponse>(FollowUpRequest(name, "2026-11-24")), IsOk());
  ASSERT_EQ(desk_.Call<ListFollowUpsResponse>(follow_ups)->follow_ups_size(), 1);
  EXPECT_THAT(building_.Call<ListFollowUpsResponse>(follow_ups)->follow_ups(), ::testing::IsEmpty());
  EXPECT_REFUSED(gateway_.Call<AddNoteResponse>(note), kPermissionDenied, "ROLE_NOT_ALLOWED");
  EXPECT_REFUSED(admin_.Call<ListNotesResponse>(notes), kNotFound, "CASE_NOT_FOUND");
}

TEST_F(CaseFileServiceTest, EventsOfStaffNotesAndFollowUpsAreEmptyForAuthorities) {
  const std::string name = Register().name();
  Refer(name, "building");
  ASSERT_THAT(desk_.Call<AddNoteResponse>(NoteRequest(name, "x")), IsOk());
  ASSERT_THAT(desk_.Call<AddNoteResponse>(NoteRequest(name, "y", Note::VISIBILITY_AUTHORITIES)), IsOk());
  ASSERT_THAT(desk_.Call<AddAttachmentResponse>(AttachmentRequest(name, "x")), IsOk());
  ASSERT_THAT(desk_.Call<CreateFollowUpResponse>(FollowUpRequest(name, "2026-12-01")), IsOk());
  const auto kinds = [&](const testing::TestClient& client) {
    ListCaseEventsRequest request;
    request.set_parent(name);
    std::vector<int> found;
    const auto response = client.Call<ListCaseEventsResponse>(request);
    EXPECT_THAT(response, IsOk());
    for (int i = 3; response.ok() && i < response->events_size(); ++i) {
      const CaseEvent& event = response->events(i);
      found.push_back(event.detail_case());
      EXPECT_EQ(event.has_actor(), event.detail_case() != CaseEvent::DETAIL_NOT_SET);
    }
    return found;
  };
  EXPECT_THAT(kinds(desk_), ElementsAre(CaseEvent::kNoteAdded, CaseEvent::kNoteAdded, CaseEvent::kAttachmentAdded,
                                        CaseEvent::kFollowUpCreated));
  EXPECT_THAT(kinds(building_), ElementsAre(CaseEvent::DETAIL_NOT_SET, CaseEvent::kNoteAdded, CaseEvent::DETAIL_NOT_SET,
                                            CaseEvent::DETAIL_NOT_SET));
}

TEST_F(CaseFileServiceTest, AddingChangesTheEtagAndAStaleOneIsRefused) {
  const Case registered = Register();
  AddNoteRequest note = NoteRequest(registered.name(), "x");
  note.set_etag(registered.etag());
  const auto added = desk_.Call<AddNoteResponse>(note);
  ASSERT_THAT(added, IsOk());
  EXPECT_NE(added->case_().etag(), registered.etag());
  EXPECT_EQ(Get(registered.name()).SerializeAsString(), added->case_().SerializeAsString());
  note.set_request_id(NewRequestId());
  EXPECT_REFUSED(desk_.Call<AddNoteResponse>(note), kAborted, "ETAG_MISMATCH");
  AddAttachmentRequest attachment = AttachmentRequest(registered.name(), "x");
  attachment.set_etag(registered.etag());
  EXPECT_REFUSED(desk_.Call<AddAttachmentResponse>(attachment), kAborted, "ETAG_MISMATCH");
  CreateFollowUpRequest follow_up = FollowUpRequest(registered.name(), "2026-12-01");
  follow_up.set_etag(registered.etag());
  EXPECT_REFUSED(desk_.Call<CreateFollowUpResponse>(follow_up), kAborted, "ETAG_MISMATCH");
  follow_up.set_etag(added->case_().etag());
  ASSERT_THAT(desk_.Call<CreateFollowUpResponse>(follow_up), IsOk());
  CompleteFollowUpRequest done = DoneRequest(registered.name() + "/followUps/1");
  done.set_etag(registered.etag());
  EXPECT_REFUSED(desk_.Call<CompleteFollowUpResponse>(done), kAborted, "ETAG_MISMATCH");
}

TEST_F(CaseFileServiceTest, ARetryAddsNothingAgain) {
  const std::string name = Register().name();
  const AddNoteRequest request = NoteRequest(name, "once");
  ASSERT_THAT(desk_.Call<AddNoteResponse>(request), IsOk());
  ASSERT_THAT(desk_.Call<AddNoteResponse>(request), IsOk());
  EXPECT_THAT(Notes(desk_, name), ElementsAre("once"));
}

TEST_F(CaseFileServiceTest, AFollowUpIsMadeListedAndDone) {
  const std::string first = Register().name();
  const std::string second = Register().name();
  for (const auto& [name, due, assignee] :
       {std::tuple{first, "2026-12-03", std::string()}, std::tuple{second, "2026-12-01", std::string("me")},
        std::tuple{first, "2026-12-02", leader_.member()}}) {
    ASSERT_THAT(desk_.Call<CreateFollowUpResponse>(FollowUpRequest(name, due, assignee)), IsOk());
  }
  EXPECT_EQ(Get(first).open_follow_ups(), 2);
  ListFollowUpsRequest all;
  all.set_parent("cases/-");
  EXPECT_THAT(FollowUps(all), ElementsAre("2/followUps/1", "1/followUps/2", "1/followUps/1"));
  all.set_due_by("2026-12-02");
  EXPECT_THAT(FollowUps(all), ElementsAre("2/followUps/1", "1/followUps/2"));
  ListFollowUpsRequest mine;
  mine.set_parent("cases/-");
  mine.set_assignee("me");
  EXPECT_THAT(FollowUps(mine), ElementsAre("2/followUps/1", "1/followUps/1")) << "the contact person's own included";

  const auto done = desk_.Call<CompleteFollowUpResponse>(DoneRequest(first + "/followUps/1"));
  ASSERT_THAT(done, IsOk());
  EXPECT_EQ(done->follow_up().result(), "Gjort");
  EXPECT_TRUE(done->follow_up().has_complete_time());
  EXPECT_EQ(done->case_().open_follow_ups(), 1);
  EXPECT_REFUSED(desk_.Call<CompleteFollowUpResponse>(DoneRequest(first + "/followUps/1")), kFailedPrecondition,
                 "FOLLOW_UP_COMPLETED");
  EXPECT_REFUSED(desk_.Call<CompleteFollowUpResponse>(DoneRequest(first + "/followUps/9")), kNotFound,
                 "FOLLOW_UP_NOT_FOUND");
  EXPECT_REFUSED(desk_.Call<CompleteFollowUpResponse>(DoneRequest("cases/2026-000009/followUps/1")), kNotFound,
                 "CASE_NOT_FOUND");
  ListFollowUpsRequest of_first;
  of_first.set_parent(first);
  EXPECT_THAT(FollowUps(of_first), ElementsAre("1/followUps/2"));
  of_first.set_show_completed(true);
  EXPECT_THAT(FollowUps(of_first), ElementsAre("1/followUps/1", "1/followUps/2"));
  EXPECT_REFUSED(desk_.Call<CreateFollowUpResponse>(FollowUpRequest(first, "2026-11-19")), kInvalidArgument,
                 "FIELD_INVALID");
  of_first.set_page_token("abc");
  EXPECT_REFUSED(desk_.Call<ListFollowUpsResponse>(of_first), kInvalidArgument, "PAGE_TOKEN_INVALID");
}

}  // namespace
}  // namespace indgang::service
