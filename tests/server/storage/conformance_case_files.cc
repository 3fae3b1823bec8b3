// Conformance: notes, attachments and follow-ups.
#include <limits>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/server/storage/conformance.h"

namespace indgang::storage {
namespace {

using cases::v1::Attachment;
using cases::v1::FollowUp;
using cases::v1::Note;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;

constexpr Note::Visibility kStaff = Note::VISIBILITY_STAFF;
constexpr Note::Visibility kAuthorities = Note::VISIBILITY_AUTHORITIES;

Note MakeNote(int number, int index, Note::Visibility visibility = kStaff) {
  Note note;
  note.set_name(absl::StrCat("cases/", NumberOf(number), "/notes/", index));
  note.set_text(absl::StrCat("Note ", index));
  note.set_visibility(visibility);
  return note;
}

Attachment MakeAttachment(int number, int index, Note::Visibility visibility = kStaff) {
  Attachment attachment;
  attachment.set_name(absl::StrCat("cases/", NumberOf(number), "/attachments/", index));
  attachment.set_file_name(absl::StrCat("plan-", index, ".pdf"));
  attachment.set_visibility(visibility);
  return attachment;
}

FollowUp MakeFollowUp(int number, int index, const std::string& due, const std::string& assignee = "",
                      bool completed = false) {
  FollowUp follow_up;
  follow_up.set_name(absl::StrCat("cases/", NumberOf(number), "/followUps/", index));
  follow_up.set_due_date(due);
  follow_up.set_text("Ring");
  follow_up.set_assignee(assignee);
  if (completed) follow_up.mutable_complete_time()->set_seconds(1'800'000'000);
  return follow_up;
}

// Names without "cases/2026-00000", in order, read in pages of `limit`.
std::vector<std::string> Listed(ReadTransaction& read, FollowUpQuery query) {
  std::vector<std::string> names;
  while (true) {
    const std::vector<FollowUp> page = read.ListFollowUps(query).value();
    EXPECT_LE(page.size(), static_cast<std::size_t>(query.limit));
    if (page.empty()) return names;
    for (const FollowUp& follow_up : page) names.push_back(follow_up.name().substr(16));
    query.after = {page.back().due_date(), page.back().name()};
  }
}

TEST_P(StorageConformance, AnEmptyCaseFileHasNothing) {
  Read([](ReadTransaction& read) {
    EXPECT_THAT(read.ListNotes({.case_number = "2026-000001"}).value(), IsEmpty());
    EXPECT_EQ(read.CountNotes("2026-000001").value(), 0);
    EXPECT_THAT(read.ListAttachments({.case_number = "2026-000001"}).value(), IsEmpty());
    EXPECT_EQ(read.CountAttachments("2026-000001").value(), 0);
    EXPECT_THAT(read.ListFollowUps({}).value(), IsEmpty());
    EXPECT_THAT(read.ListFollowUps({.case_number = "2026-000001"}).value(), IsEmpty());
    EXPECT_EQ(read.CountFollowUps("2026-000001").value(), 0);
    EXPECT_FALSE(read.GetFollowUp("2026-000001", 1).value().has_value());
    return absl::OkStatus();
  });
}

TEST_P(StorageConformance, NotesAndAttachmentsComeByIndexInPagesAndByVisibility) {
  Write([](WriteTransaction& write) {
    EXPECT_THAT(write.PutCase(MakeCase(1)), IsOk());
    EXPECT_THAT(write.PutCase(MakeCase(2)), IsOk());
    for (const int index : {2, 1, 10, 3}) {
      const Note::Visibility visibility = index % 2 == 0 ? kAuthorities : kStaff;
      EXPECT_THAT(write.AddNote("2026-000001", index, MakeNote(1, index, visibility)), IsOk());
      EXPECT_THAT(write.AddAttachment("2026-000001", index, MakeAttachment(1, index, visibility)), IsOk());
    }
    EXPECT_THAT(write.AddNote("2026-000002", 1, MakeNote(2, 1)), IsOk());
    return write.AddAttachment("2026-000002", 1, MakeAttachment(2, 1));
  });
  Reopen();
  Read([](ReadTransaction& read) {
    CaseFileQuery query = {.case_number = "2026-000001", .limit = 3};
    EXPECT_THAT(read.ListNotes(query).value(),
                ElementsAre(EqualsProto(MakeNote(1, 1)), EqualsProto(MakeNote(1, 2, kAuthorities)),
                            EqualsProto(MakeNote(1, 3))));
    EXPECT_THAT(read.ListAttachments(query).value(),
                ElementsAre(EqualsProto(MakeAttachment(1, 1)), EqualsProto(MakeAttachment(1, 2, kAuthorities)),
                            EqualsProto(MakeAttachment(1, 3))));
    query.after = 3;
    EXPECT_THAT(read.ListNotes(query).value(), ElementsAre(EqualsProto(MakeNote(1, 10, kAuthorities))));
    query = {.case_number = "2026-000001", .visibility = kAuthorities, .after = 2};
    EXPECT_THAT(read.ListNotes(query).value(), ElementsAre(EqualsProto(MakeNote(1, 10, kAuthorities))));
    EXPECT_THAT(read.ListAttachments(query).value(), ElementsAre(EqualsProto(MakeAttachment(1, 10, kAuthorities))));
    query.after = std::numeric_limits<int>::max();
    EXPECT_THAT(read.ListNotes(query).value(), IsEmpty());
    query = {.case_number = "2026-000001", .limit = 0};
    EXPECT_THAT(read.ListAttachments(query).value(), IsEmpty());
    EXPECT_EQ(read.CountNotes("2026-000001").value(), 4);
    EXPECT_EQ(read.CountAttachments("2026-000002").value(), 1);
    return absl::OkStatus();
  });
}

TEST_P(StorageConformance, NotesAndAttachmentsAreNeverOverwrittenAndNeedTheirCase) {
  Write([](WriteTransaction& write) {
    EXPECT_THAT(write.PutCase(MakeCase(1)), IsOk());
    EXPECT_THAT(write.AddNote("2026-000001", 1, MakeNote(1, 1)), IsOk());
    return write.AddAttachment("2026-000001", 1, MakeAttachment(1, 1));
  });
  const auto status_of = [&](const WriteBody& body) { return WriteAndWait(*storage_, body); };
  const auto conflict = IsError(absl::StatusCode::kAlreadyExists, "STORAGE_CONFLICT");
  const auto failed = IsError(absl::StatusCode::kInternal, "STORAGE_FAILED");
  EXPECT_THAT(status_of([](auto& write) { return write.AddNote("2026-000001", 1, MakeNote(1, 2)); }), conflict);
  EXPECT_THAT(status_of([](auto& write) { return write.AddAttachment("2026-000001", 1, MakeAttachment(1, 2)); }),
              conflict);
  EXPECT_THAT(status_of([](auto& write) { return write.AddNote("2026-000002", 1, MakeNote(2, 1)); }), failed);
  EXPECT_THAT(status_of([](auto& write) { return write.AddAttachment("2026-000002", 1, MakeAttachment(2, 1)); }),
              failed);
  EXPECT_THAT(
      status_of([](auto& write) { return write.PutFollowUp("2026-000002", 1, MakeFollowUp(2, 1, "2026-12-01")); }),
      failed);
  for (const int index : {0, -1, 1'000'000}) {
    EXPECT_THAT(status_of([&](auto& write) { return write.AddNote("2026-000001", index, MakeNote(1, 1)); }), failed);
    EXPECT_THAT(status_of([&](auto& write) {
                  return write.PutFollowUp("2026-000001", index, MakeFollowUp(1, 1, "2026-12-01"));
                }),
                failed);
  }
  Read([](ReadTransaction& read) {
    EXPECT_THAT(read.ListNotes({.case_number = "2026-000001"}).value(), ElementsAre(EqualsProto(MakeNote(1, 1))));
    return absl::OkStatus();
  });
}

TEST_P(StorageConformance, AFollowUpIsKeptReplacedAndCounted) {
  const FollowUp open = MakeFollowUp(1, 1, "2026-12-01", "mem_a");
  const FollowUp completed = MakeFollowUp(1, 1, "2026-12-01", "mem_a", /*completed=*/true);
  for (const FollowUp& follow_up : {open, completed}) {
    Write([&](WriteTransaction& write) {
      EXPECT_THAT(write.PutCase(MakeCase(1)), IsOk());
      return write.PutFollowUp("2026-000001", 1, follow_up);
    });
    Read([&](ReadTransaction& read) {
      EXPECT_THAT(read.GetFollowUp("2026-000001", 1).value(), Optional(EqualsProto(follow_up)));
      EXPECT_FALSE(read.GetFollowUp("2026-000001", 2).value().has_value());
      EXPECT_FALSE(read.GetFollowUp("2026-000001", 0).value().has_value());
      EXPECT_EQ(read.CountFollowUps("2026-000001").value(), 1);
      return absl::OkStatus();
    });
  }
  Read([](ReadTransaction& read) {
    EXPECT_THAT(Listed(read, {}), IsEmpty());
    EXPECT_THAT(Listed(read, {.case_number = "2026-000001"}), IsEmpty());
    EXPECT_THAT(Listed(read, {.case_number = "2026-000001", .completed_too = true}), ElementsAre("1/followUps/1"));
    return absl::OkStatus();
  });
}

TEST_P(StorageConformance, FollowUpsOfAllCasesComeByDueDateThenCaseAndIndex) {
  Write([](WriteTransaction& write) {
    EXPECT_THAT(write.PutCase(MakeCase(1, cases::v1::Case::STATE_CLOSED)), IsOk());
    EXPECT_THAT(write.PutCase(MakeCase(2)), IsOk());
    EXPECT_THAT(write.PutFollowUp("2026-000002", 1, MakeFollowUp(2, 1, "2026-12-01")), IsOk());
    EXPECT_THAT(write.PutFollowUp("2026-000002", 2, MakeFollowUp(2, 2, "2026-11-30")), IsOk());
    EXPECT_THAT(write.PutFollowUp("2026-000002", 3, MakeFollowUp(2, 3, "2026-12-01", "", true)), IsOk());
    EXPECT_THAT(write.PutFollowUp("2026-000001", 1, MakeFollowUp(1, 1, "2027-01-02")), IsOk());
    return write.PutFollowUp("2026-000001", 2, MakeFollowUp(1, 2, "2026-12-01"));
  });
  Read([](ReadTransaction& read) {
    for (const int limit : {1, 2, 50}) {
      EXPECT_THAT(Listed(read, {.limit = limit}),
                  ElementsAre("2/followUps/2", "1/followUps/2", "2/followUps/1", "1/followUps/1"));
      EXPECT_THAT(Listed(read, {.due_by = "2026-12-01", .limit = limit}),
                  ElementsAre("2/followUps/2", "1/followUps/2", "2/followUps/1"));
      EXPECT_THAT(Listed(read, {.due_by = "2026-11-29", .limit = limit}), IsEmpty());
      EXPECT_THAT(Listed(read, {.case_number = "2026-000002", .limit = limit}),
                  ElementsAre("2/followUps/1", "2/followUps/2"));
      EXPECT_THAT(Listed(read, {.case_number = "2026-000002", .completed_too = true, .limit = limit}),
                  ElementsAre("2/followUps/1", "2/followUps/2", "2/followUps/3"));
      EXPECT_THAT(Listed(read, {.case_number = "2026-000002", .due_by = "2026-11-30", .limit = limit}),
                  ElementsAre("2/followUps/2"));
    }
    FollowUpQuery wrong;
    wrong.after = {"2026-12-01", "cases/2026-000001/referrals/1"};
    EXPECT_THAT(read.ListFollowUps(wrong).status(), IsError(absl::StatusCode::kInternal, "STORAGE_FAILED"));
    return absl::OkStatus();
  });
}

TEST_P(StorageConformance, AFollowUpWithoutAssigneeGoesWithTheContactPerson) {
  const auto of = [](ReadTransaction& read, const std::string& owner) {
    return Listed(read, {.owner = owner, .limit = 1});
  };
  Write([](WriteTransaction& write) {
    EXPECT_THAT(write.PutCase(MakeCase(1, cases::v1::Case::STATE_REGISTERED, "", "mem_a")), IsOk());
    EXPECT_THAT(write.PutCase(MakeCase(2, cases::v1::Case::STATE_REGISTERED, "", "mem_b")), IsOk());
    EXPECT_THAT(write.PutCase(MakeCase(3)), IsOk());
    EXPECT_THAT(write.PutFollowUp("2026-000001", 1, MakeFollowUp(1, 1, "2026-12-01")), IsOk());
    EXPECT_THAT(write.PutFollowUp("2026-000001", 2, MakeFollowUp(1, 2, "2026-12-02", "mem_b")), IsOk());
    EXPECT_THAT(write.PutFollowUp("2026-000002", 1, MakeFollowUp(2, 1, "2026-12-03", "mem_a")), IsOk());
    return write.PutFollowUp("2026-000003", 1, MakeFollowUp(3, 1, "2026-12-04"));
  });
  Read([&](ReadTransaction& read) {
    EXPECT_THAT(of(read, "mem_a"), ElementsAre("1/followUps/1", "2/followUps/1"));
    EXPECT_THAT(of(read, "mem_b"), ElementsAre("1/followUps/2"));
    EXPECT_THAT(Listed(read, {.case_number = "2026-000001", .owner = "mem_b"}), ElementsAre("1/followUps/2"));
    return absl::OkStatus();
  });
  Write([](WriteTransaction& write) {
    EXPECT_THAT(write.PutCase(MakeCase(3, cases::v1::Case::STATE_REGISTERED, "", "mem_a")), IsOk());
    return write.PutCase(MakeCase(1, cases::v1::Case::STATE_REGISTERED, "", "mem_c"));
  });
  Read([&](ReadTransaction& read) {
    EXPECT_THAT(of(read, "mem_a"), ElementsAre("2/followUps/1", "3/followUps/1"));
    EXPECT_THAT(of(read, "mem_b"), ElementsAre("1/followUps/2"));
    EXPECT_THAT(of(read, "mem_c"), ElementsAre("1/followUps/1"));
    return absl::OkStatus();
  });
}

}  // namespace
}  // namespace indgang::storage
