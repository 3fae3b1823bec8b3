#include "server/domain/case_file_rules.h"

#include "base/hash.h"
#include "gmock/gmock.h"
#include "server/domain/case_file_requests.h"
#include "tests/server/domain/case_fixture.h"
#include "tests/support/error_matchers.h"

namespace indgang::domain {
namespace {

using cases::v1::Attachment;
using cases::v1::Case;
using cases::v1::CaseEvent;
using cases::v1::FollowUp;
using cases::v1::Interaction;
using cases::v1::Note;
using testing::IsError;
using testing::IsOk;
using testing::Violates;

constexpr auto kRefused = absl::StatusCode::kFailedPrecondition;

class CaseFileTest : public CaseFixture {
 protected:
  static FollowUp Task(const std::string& due) {
    FollowUp follow_up;
    follow_up.set_due_date(due);
    follow_up.set_text("Ring om lejemålet");
    return follow_up;
  }

  void CloseAnswered() {
    Tell(Interaction::KIND_ANSWER);
    Apply(*TryClose(Case::OUTCOME_ANSWERED), front_desk_);
  }
};

TEST_F(CaseFileTest, ANotesEventHoldsItsHashAndNotItsText) {
  Register();
  Note note;
  note.set_visibility(Note::VISIBILITY_STAFF);
  note.set_text("Udlejeren er enig");
  note.set_name("cases/2026-000009/notes/9");
  Change change = AddNote(current_, note, 3, By(front_desk_));
  const Note added = *change.note;
  EXPECT_EQ(added.name(), "cases/2026-000001/notes/3");
  EXPECT_EQ(added.text(), "Udlejeren er enig");
  EXPECT_EQ(added.actor().display_name(), "Mette Holm");
  EXPECT_EQ(FromTimestamp(added.create_time()), now_);
  Apply(std::move(change), front_desk_);
  const CaseEvent& event = events_.back();
  EXPECT_EQ(event.note_added().name(), added.name());
  EXPECT_EQ(event.note_added().note_hash(), Sha256(added.SerializeAsString()));
  EXPECT_EQ(event.SerializeAsString().find("Udlejeren"), std::string::npos);
}

TEST_F(CaseFileTest, AnAttachmentIsKeptWithASmallHashAndToldInItsEvent) {
  Register();
  Attachment attachment;
  attachment.set_file_name("plan.pdf");
  attachment.set_sha256(std::string(64, 'A'));
  Change change = AddAttachment(current_, attachment, 1, By(member_));
  EXPECT_EQ(change.attachment->name(), "cases/2026-000001/attachments/1");
  EXPECT_EQ(change.attachment->sha256(), std::string(64, 'a'));
  EXPECT_EQ(change.attachment->actor().authority(), "building");
  EXPECT_EQ(change.events.back().attachment_added().attachment().SerializeAsString(),
            change.attachment->SerializeAsString());
}

TEST_F(CaseFileTest, AClosedCaseTakesNotesAndAttachmentsButNoFollowUps) {
  Register();
  CloseAnswered();
  EXPECT_EQ(AddNote(current_, Note(), 1, By(front_desk_)).after.state(), Case::STATE_CLOSED);
  EXPECT_EQ(AddAttachment(current_, Attachment(), 1, By(front_desk_)).after.state(), Case::STATE_CLOSED);
  EXPECT_THAT(CreateFollowUp(current_, Task("2026-12-01"), 1, By(front_desk_)), IsError(kRefused, "CASE_CLOSED"));
}

TEST_F(CaseFileTest, AFollowUpIsDueTodayOrLaterByTheMunicipalitysClock) {
  Register();
  EXPECT_THAT(CreateFollowUp(current_, Task("2026-11-19"), 1, By(front_desk_)), Violates("follow_up.due_date"));
  EXPECT_THAT(CreateFollowUp(current_, Task("2026-11-20"), 1, By(front_desk_)), IsOk());
  now_ += absl::Hours(14);  // 00:00 on the 21st in Copenhagen, still the 20th in UTC
  EXPECT_THAT(CreateFollowUp(current_, Task("2026-11-20"), 1, By(front_desk_)), Violates("follow_up.due_date"));
  EXPECT_THAT(CreateFollowUp(current_, Task("2026-11-21"), 1, By(front_desk_)), IsOk());
}

TEST_F(CaseFileTest, FollowUpsAreCountedUntilTheyAreCompletedOnce) {
  Register();
  absl::StatusOr<Change> created = CreateFollowUp(current_, Task("2026-12-01"), 1, By(front_desk_));
  ASSERT_THAT(created, IsOk());
  const FollowUp open = *created->follow_up;
  EXPECT_EQ(open.name(), "cases/2026-000001/followUps/1");
  EXPECT_EQ(open.assignee(), "") << "whoever is contact person then";
  Apply(*std::move(created), front_desk_);
  EXPECT_EQ(current_.open_follow_ups(), 1);
  EXPECT_EQ(events_.back().follow_up_created().follow_up().SerializeAsString(), open.SerializeAsString());

  CloseAnswered();
  absl::StatusOr<Change> completed = CompleteFollowUp(current_, open, "Lejemålet er underskrevet", By(front_desk_));
  ASSERT_THAT(completed, IsOk());
  const FollowUp done = *completed->follow_up;
  EXPECT_EQ(done.result(), "Lejemålet er underskrevet");
  EXPECT_EQ(FromTimestamp(done.complete_time()), now_);
  Apply(*std::move(completed), front_desk_);
  EXPECT_EQ(current_.open_follow_ups(), 0);
  EXPECT_TRUE(events_.back().has_follow_up_completed());
  EXPECT_THAT(CompleteFollowUp(current_, done, "", By(front_desk_)), IsError(kRefused, "FOLLOW_UP_COMPLETED"));
}

TEST_F(CaseFileTest, TheAssigneeWorksHere) {
  Register();
  FollowUp task = Task("2026-12-01");
  for (const char* assignee : {"mem_nobody0000000000", "Mette Holm", "tok_frontdesk0000001"}) {
    task.set_assignee(assignee);
    EXPECT_THAT(CreateFollowUp(current_, task, 1, By(front_desk_)), Violates("follow_up.assignee")) << assignee;
  }
  task.set_due_date("2026-11-01");
  EXPECT_THAT(CreateFollowUp(current_, task, 1, By(front_desk_)), Violates("follow_up.due_date", "follow_up.assignee"));
  task = Task("2026-12-01");
  task.set_assignee(member_.member());
  EXPECT_THAT(CreateFollowUp(current_, task, 1, By(front_desk_)), IsOk());
  directory::v1::Member gone = MemberOf(member_);
  gone.set_state(directory::v1::Member::STATE_LEFT);
  directory_ = directory_->With({gone});
  EXPECT_THAT(CreateFollowUp(current_, task, 1, By(front_desk_)), Violates("follow_up.assignee"));
  task.set_assignee("me");
  EXPECT_EQ(CreateFollowUp(current_, task, 1, By(front_desk_))->follow_up->assignee(), front_desk_.member());
}

TEST_F(CaseFileTest, MeIsTheMemberOfTheToken) {
  EXPECT_EQ(MemberNamed("me", front_desk_), front_desk_.member());
  EXPECT_EQ(MemberNamed("mem_2", front_desk_), "mem_2");
  EXPECT_EQ(MemberNamed("", front_desk_), "");
}

TEST_F(CaseFileTest, StaffOnlyEventsAreThoseOfStaffNotesAndOfFollowUps) {
  CaseEvent event;
  EXPECT_FALSE(IsForStaffOnly(event));
  event.mutable_registered();
  EXPECT_FALSE(IsForStaffOnly(event));
  event.mutable_note_added()->set_visibility(Note::VISIBILITY_STAFF);
  EXPECT_TRUE(IsForStaffOnly(event));
  event.mutable_note_added()->set_visibility(Note::VISIBILITY_AUTHORITIES);
  EXPECT_FALSE(IsForStaffOnly(event));
  event.mutable_attachment_added()->mutable_attachment()->set_visibility(Note::VISIBILITY_STAFF);
  EXPECT_TRUE(IsForStaffOnly(event));
  event.mutable_attachment_added()->mutable_attachment()->set_visibility(Note::VISIBILITY_AUTHORITIES);
  EXPECT_FALSE(IsForStaffOnly(event));
  for (const auto set : {&CaseEvent::mutable_follow_up_created, &CaseEvent::mutable_follow_up_completed,
                         &CaseEvent::mutable_follow_up_due}) {
    (event.*set)();
    EXPECT_TRUE(IsForStaffOnly(event));
  }
}

cases::v1::AddAttachmentRequest GoodAttachment() {
  cases::v1::AddAttachmentRequest request;
  request.set_request_id("r");
  request.set_parent("cases/2026-000001");
  Attachment& attachment = *request.mutable_attachment();
  attachment.set_file_name("Plan (1).pdf");
  attachment.set_media_type("application/pdf");
  attachment.set_size(1);
  attachment.set_sha256(std::string(64, 'a'));
  attachment.set_uri("https://documents.fjordby.example/4711");
  attachment.set_visibility(Note::VISIBILITY_STAFF);
  return request;
}

absl::Status Check(const cases::v1::AddAttachmentRequest& request) {
  return CheckAddAttachment(request, admin::v1::ROLE_FRONT_DESK);
}

TEST(CaseFileRequestsTest, AttachmentsLieAtAbsoluteAddressesWithoutSecrets) {
  for (const char* uri : {"https://a.example/x?y=%20#z", "HTTPS://a.example/x", "s3://bucket/key", "file:///srv/x.pdf",
                          "file://server/share/x", "urn:esdh:4711", "urn:uuid:00000000-0000-0000-0000-000000000000"}) {
    cases::v1::AddAttachmentRequest request = GoodAttachment();
    request.mutable_attachment()->set_uri(uri);
    EXPECT_THAT(Check(request), IsOk()) << uri;
  }
  for (const std::string uri : {"",
                                "x",
                                "/srv/x.pdf",
                                "http://a.example/x",
                                "ftp://a.example/x",
                                "javascript:alert(1)",
                                "https:a",
                                "https://",
                                "https:///x",
                                "https://a.example",
                                "https://user:secret@a.example/x",
                                "https://a.example/a b",
                                "https://a.example/%2",
                                "https://a.example/%zz",
                                "https://a.example/ø",
                                "urn:",
                                "urn:x",
                                "urn::x",
                                "urn:x:",
                                "https://a.example/010190-1234"}) {
    cases::v1::AddAttachmentRequest request = GoodAttachment();
    request.mutable_attachment()->set_uri(uri);
    EXPECT_THAT(Check(request), Violates("attachment.uri")) << uri;
  }
  cases::v1::AddAttachmentRequest request = GoodAttachment();
  request.mutable_attachment()->set_uri("urn:x:" + std::string(1994, 'a'));
  EXPECT_THAT(Check(request), IsOk());
  request.mutable_attachment()->set_uri("urn:x:" + std::string(1995, 'a'));
  EXPECT_THAT(Check(request), Violates("attachment.uri"));
}

TEST(CaseFileRequestsTest, EveryWrongFieldOfAnAttachmentIsNamed) {
  cases::v1::AddAttachmentRequest request = GoodAttachment();
  EXPECT_THAT(Check(request), IsOk());
  request.mutable_attachment()->set_size(std::int64_t{1} << 40);
  EXPECT_THAT(Check(request), IsOk());
  for (const char* media_type : {"", "pdf", "application/", "/pdf", "a/b/c", "a/b; charset=x", "a b/c", ".a/b"}) {
    request = GoodAttachment();
    request.mutable_attachment()->set_media_type(media_type);
    EXPECT_THAT(Check(request), Violates("attachment.media_type")) << media_type;
  }
  for (const std::string& name : {std::string(), std::string("a/b.pdf"), std::string("a\\b.pdf"), std::string(201, 'a'),
                                  std::string("010190-1234.pdf"), std::string("a\nb")}) {
    request = GoodAttachment();
    request.mutable_attachment()->set_file_name(name);
    EXPECT_THAT(Check(request), Violates("attachment.file_name")) << name;
  }
  request = GoodAttachment();
  request.clear_request_id();
  request.set_parent("x");
  request.mutable_attachment()->set_size((std::int64_t{1} << 40) + 1);
  request.mutable_attachment()->set_sha256(std::string(64, 'g'));
  request.mutable_attachment()->set_visibility(static_cast<Note::Visibility>(7));
  EXPECT_THAT(Check(request),
              Violates("request_id", "parent", "attachment.size", "attachment.sha256", "attachment.visibility"));
}

TEST(CaseFileRequestsTest, ATaskForceMemberWritesForTheAuthorities) {
  cases::v1::AddNoteRequest request;
  request.set_request_id("r");
  request.set_parent("cases/2026-000001");
  request.mutable_note()->set_text("x");
  EXPECT_THAT(CheckAddNote(request, admin::v1::ROLE_LEADER), Violates("note.visibility"));
  request.mutable_note()->set_visibility(Note::VISIBILITY_STAFF);
  EXPECT_THAT(CheckAddNote(request, admin::v1::ROLE_LEADER), IsOk());
  EXPECT_THAT(CheckAddNote(request, admin::v1::ROLE_TASK_FORCE_MEMBER), Violates("note.visibility"));
  request.mutable_note()->set_visibility(Note::VISIBILITY_AUTHORITIES);
  EXPECT_THAT(CheckAddNote(request, admin::v1::ROLE_TASK_FORCE_MEMBER), IsOk());
  request.mutable_note()->set_text(std::string(20001, 'x'));
  EXPECT_THAT(CheckAddNote(request, admin::v1::ROLE_LEADER), Violates("note.text"));
}

TEST(CaseFileRequestsTest, FollowUpsNeedADayThatExists) {
  cases::v1::CreateFollowUpRequest request;
  request.set_request_id("r");
  request.set_parent("cases/2026-000001");
  request.mutable_follow_up()->set_text("x");
  for (const char* day : {"", "2026-02-29", "2026-1-1", "01-12-2026", "2026-12-01T10:00", "tomorrow"}) {
    request.mutable_follow_up()->set_due_date(day);
    EXPECT_THAT(CheckCreateFollowUp(request), Violates("follow_up.due_date")) << day;
  }
  request.mutable_follow_up()->set_due_date("2028-02-29");
  EXPECT_THAT(CheckCreateFollowUp(request), IsOk());
  request.mutable_follow_up()->clear_text();
  EXPECT_THAT(CheckCreateFollowUp(request), Violates("follow_up.text"));
  cases::v1::CompleteFollowUpRequest complete;
  complete.set_request_id("r");
  for (const char* name : {"", "cases/2026-000001", "cases/2026-000001/followUps/0", "cases/2026-000001/notes/1",
                           "cases/2026-000001/followUps/01", "cases/2026-000001/followUps/1/2"}) {
    complete.set_name(name);
    EXPECT_THAT(CheckCompleteFollowUp(complete), Violates("name")) << name;
  }
  complete.set_name("cases/2026-000001/followUps/1");
  EXPECT_THAT(CheckCompleteFollowUp(complete), IsOk());
  complete.set_result(std::string(2001, 'x'));
  EXPECT_THAT(CheckCompleteFollowUp(complete), Violates("result"));
}

TEST(CaseFileRequestsTest, ListsOfFollowUpsSayWhatTheyCannotShow) {
  cases::v1::ListFollowUpsRequest request;
  request.set_parent("cases/-");
  EXPECT_THAT(CheckListFollowUps(request), IsOk());
  request.set_show_completed(true);
  EXPECT_THAT(CheckListFollowUps(request), Violates("show_completed"));
  request.set_parent("cases/2026-000001");
  EXPECT_THAT(CheckListFollowUps(request), IsOk());
  request.set_parent("cases/");
  request.set_page_size(-1);
  request.set_due_by("2026-13-01");
  EXPECT_THAT(CheckListFollowUps(request), Violates("parent", "page_size", "due_by"));
}

}  // namespace
}  // namespace indgang::domain
