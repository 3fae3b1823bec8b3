// Conformance: each kind of record is kept as given, found again, and replaced only where the contract says so.
#include <limits>

#include "tests/server/storage/conformance.h"

namespace indgang::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

TEST_P(StorageConformance, AnEmptyDatabaseHasNothing) {
  Read([](ReadTransaction& read) {
    EXPECT_EQ(read.GetCase("2026-000001").value(), std::nullopt);
    EXPECT_THAT(read.ListCases({}).value().cases, IsEmpty());
    EXPECT_FALSE(read.IsReferredTo("2026-000001", "building").value());
    EXPECT_FALSE(read.GetReferral("2026-000001", 1).value().has_value());
    EXPECT_THAT(read.ListReferrals({}).value(), IsEmpty());
    EXPECT_EQ(read.CountReferrals("2026-000001").value(), 0);
    EXPECT_THAT(read.ListInteractions("2026-000001", 0, 50).value(), IsEmpty());
    EXPECT_EQ(read.CountInteractions("2026-000001").value(), 0);
    EXPECT_THAT(read.ListEvents("2026-000001", 0, 50).value(), IsEmpty());
    EXPECT_FALSE(read.GetPlan("2026-000001").value().has_value());
    EXPECT_FALSE(read.GetToken("tok_1").value().has_value());
    EXPECT_THAT(read.ListTokens("", 50).value(), IsEmpty());
    EXPECT_THAT(read.ListTokens("tok_1", 50).value(), IsEmpty());
    EXPECT_THAT(read.ListMembers("", 50).value(), IsEmpty());
    EXPECT_EQ(read.CountOpenCases("mem_1").value(), 0);
    EXPECT_FALSE(read.FindResponse("tok_1", "r1").value().has_value());
    return absl::OkStatus();
  });
}

TEST_P(StorageConformance, ACaseIsKeptAndReplacedWhole) {
  const StoredCase first = MakeCase(1, cases::v1::Case::STATE_REGISTERED, "25313763", "tok_a");
  const StoredCase second = MakeCase(1, cases::v1::Case::STATE_CLOSED);
  for (const StoredCase& stored : {first, second}) {
    Write([&](WriteTransaction& write) { return write.PutCase(stored); });
    Read([&](ReadTransaction& read) {
      const std::optional<CaseBytes> bytes = read.GetCaseBytes("2026-000001").value();
      EXPECT_EQ(bytes.value().case_number, "2026-000001");
      EXPECT_EQ(bytes.value().message, stored.message.SerializeAsString());
      const std::optional<StoredCase> found = read.GetCase("2026-000001").value();
      EXPECT_TRUE(found.has_value());
      EXPECT_THAT(found->message, EqualsProto(stored.message));
      EXPECT_EQ(found->last_sequence, stored.last_sequence);
      EXPECT_EQ(found->last_hash, stored.last_hash);
      return absl::OkStatus();
    });
  }
}

TEST_P(StorageConformance, OnlyTheExactCaseNumberNamesACase) {
  Write([](WriteTransaction& write) { return write.PutCase(MakeCase(1)); });
  Read([](ReadTransaction& read) {
    for (const char* number : {"", "1", "2026-1", "2026-0000001", "2026-000001 ", " 2026-000001", "2026-000001/x",
                               "2026-+00001", "2026000001", "cases/2026-000001", "0026-000001", "2026--00001"}) {
      EXPECT_EQ(read.GetCase(number).value(), std::nullopt) << number;
      EXPECT_EQ(read.GetCaseBytes(number).value(), std::nullopt) << number;
      EXPECT_THAT(read.ListEvents(number, 0, 50).value(), IsEmpty()) << number;
      EXPECT_EQ(read.CountReferrals(number).value(), 0) << number;
    }
    return absl::OkStatus();
  });
}

TEST_P(StorageConformance, ACaseWithoutANumberIsRefused) {
  StoredCase stored = MakeCase(1);
  stored.message.set_case_number("one");
  EXPECT_THAT(WriteAndWait(*storage_, [&](WriteTransaction& write) { return write.PutCase(stored); }),
              IsError(absl::StatusCode::kInternal, "STORAGE_FAILED"));
}

TEST_P(StorageConformance, CaseNumbersCountFromOneInEachYear) {
  Write([](WriteTransaction& write) {
    EXPECT_EQ(write.NextCaseNumber(2026).value(), "2026-000001");
    EXPECT_EQ(write.NextCaseNumber(2026).value(), "2026-000002");
    EXPECT_EQ(write.NextCaseNumber(2027).value(), "2027-000001");
    return absl::OkStatus();
  });
  Reopen();
  Write([](WriteTransaction& write) {
    EXPECT_EQ(write.NextCaseNumber(2026).value(), "2026-000003");
    return absl::OkStatus();
  });
}

TEST_P(StorageConformance, AReferralIsKeptReplacedAndCounted) {
  const cases::v1::Referral first = MakeReferral(1, 1, "building", kNow);
  const cases::v1::Referral answered = MakeReferral(1, 1, "building", kNow, cases::v1::Referral::STATE_ANSWERED);
  Write([&](WriteTransaction& write) {
    EXPECT_THAT(write.PutCase(MakeCase(1)), IsOk());
    EXPECT_THAT(write.PutReferral("2026-000001", 1, first), IsOk());
    EXPECT_THAT(write.PutReferral("2026-000001", 2, MakeReferral(1, 2, "police", kNow)), IsOk());
    return write.PutReferral("2026-000001", 1, answered);
  });
  Read([&](ReadTransaction& read) {
    EXPECT_THAT(read.GetReferral("2026-000001", 1).value(), Optional(EqualsProto(answered)));
    EXPECT_FALSE(read.GetReferral("2026-000001", 3).value().has_value());
    EXPECT_FALSE(read.GetReferral("2026-000001", 0).value().has_value());
    EXPECT_FALSE(read.GetReferral("2026-000001", -1).value().has_value());
    EXPECT_EQ(read.CountReferrals("2026-000001").value(), 2);
    return absl::OkStatus();
  });
}

TEST_P(StorageConformance, AReferralCountsForTheAuthorityItGoesTo) {
  Write([&](WriteTransaction& write) {
    EXPECT_THAT(write.PutCase(MakeCase(1)), IsOk());
    EXPECT_THAT(write.PutReferral("2026-000001", 1, MakeReferral(1, 1, "building", kNow)), IsOk());
    EXPECT_THAT(write.PutReferral("2026-000001", 2, MakeReferral(1, 2, "police", kNow)), IsOk());
    EXPECT_THAT(write.PutReferral("2026-000001", 3, MakeReferral(1, 3, "police", kNow)), IsOk());
    EXPECT_TRUE(write.IsReferredTo("2026-000001", "building").value());
    return absl::OkStatus();
  });
  // Changed to another authority: the first one loses sight of the case, police keeps it through the third referral.
  Write([&](WriteTransaction& write) {
    EXPECT_THAT(write.PutReferral("2026-000001", 1, MakeReferral(1, 1, "roads", kNow)), IsOk());
    return write.PutReferral("2026-000001", 2, MakeReferral(1, 2, "roads", kNow));
  });
  Read([](ReadTransaction& read) {
    EXPECT_FALSE(read.IsReferredTo("2026-000001", "building").value());
    EXPECT_TRUE(read.IsReferredTo("2026-000001", "roads").value());
    EXPECT_TRUE(read.IsReferredTo("2026-000001", "police").value());
    EXPECT_FALSE(read.IsReferredTo("2026-000001", "").value());
    EXPECT_FALSE(read.IsReferredTo("2026-000002", "police").value());
    return absl::OkStatus();
  });
}

TEST_P(StorageConformance, InteractionsComeByIndexInPages) {
  Write([](WriteTransaction& write) {
    EXPECT_THAT(write.PutCase(MakeCase(1)), IsOk());
    EXPECT_THAT(write.PutCase(MakeCase(2)), IsOk());
    for (const int index : {2, 1, 10, 3}) {
      EXPECT_THAT(write.AddInteraction("2026-000001", index, MakeInteraction(1, index)), IsOk());
    }
    return write.AddInteraction("2026-000002", 1, MakeInteraction(2, 1));
  });
  Read([](ReadTransaction& read) {
    EXPECT_THAT(read.ListInteractions("2026-000001", 0, 3).value(),
                ElementsAre(EqualsProto(MakeInteraction(1, 1)), EqualsProto(MakeInteraction(1, 2)),
                            EqualsProto(MakeInteraction(1, 3))));
    EXPECT_THAT(read.ListInteractions("2026-000001", 3, 3).value(), ElementsAre(EqualsProto(MakeInteraction(1, 10))));
    EXPECT_THAT(read.ListInteractions("2026-000001", 10, 3).value(), IsEmpty());
    EXPECT_THAT(read.ListInteractions("2026-000001", 0, 0).value(), IsEmpty());
    EXPECT_EQ(read.CountInteractions("2026-000001").value(), 4);
    EXPECT_EQ(read.CountInteractions("2026-000002").value(), 1);
    return absl::OkStatus();
  });
}

TEST_P(StorageConformance, EventsComeBySequenceInPages) {
  Write([](WriteTransaction& write) {
    EXPECT_THAT(write.PutCase(MakeCase(1)), IsOk());
    EXPECT_THAT(write.PutCase(MakeCase(2)), IsOk());
    for (int sequence = 1; sequence <= 3; ++sequence) {
      EXPECT_THAT(write.AddEvent("2026-000001", MakeEvent(1, sequence)), IsOk());
    }
    return write.AddEvent("2026-000002", MakeEvent(2, 1));
  });
  Read([](ReadTransaction& read) {
    EXPECT_THAT(read.ListEvents("2026-000001", 0, 2).value(),
                ElementsAre(EqualsProto(MakeEvent(1, 1)), EqualsProto(MakeEvent(1, 2))));
    EXPECT_THAT(read.ListEvents("2026-000001", 2, 2).value(), ElementsAre(EqualsProto(MakeEvent(1, 3))));
    EXPECT_THAT(read.ListEvents("2026-000001", 3, 2).value(), IsEmpty());
    EXPECT_THAT(read.ListEvents("2026-000001", std::numeric_limits<std::int64_t>::max(), 2).value(), IsEmpty());
    return absl::OkStatus();
  });
}

TEST_P(StorageConformance, HistoryIsNeverOverwritten) {
  Write([](WriteTransaction& write) {
    EXPECT_THAT(write.PutCase(MakeCase(1)), IsOk());
    EXPECT_THAT(write.AddEvent("2026-000001", MakeEvent(1, 1, "true")), IsOk());
    EXPECT_THAT(write.AddInteraction("2026-000001", 1, MakeInteraction(1, 1)), IsOk());
    return write.AddResponse("tok_a", "r1", kNow, {"f", "first"});
  });
  const auto conflict = IsError(absl::StatusCode::kAlreadyExists, "STORAGE_CONFLICT");
  EXPECT_THAT(
      WriteAndWait(*storage_,
                   [](WriteTransaction& write) { return write.AddEvent("2026-000001", MakeEvent(1, 1, "false")); }),
      conflict);
  EXPECT_THAT(WriteAndWait(*storage_,
                           [](WriteTransaction& write) {
                             return write.AddInteraction("2026-000001", 1, MakeInteraction(1, 2));
                           }),
              conflict);
  EXPECT_THAT(WriteAndWait(*storage_,
                           [](WriteTransaction& write) {
                             return write.AddResponse("tok_a", "r1", kNow, {"g", "second"});
                           }),
              conflict);
  // A body may also take the conflict as its answer.
  Write([&](WriteTransaction& write) {
    EXPECT_THAT(write.AddEvent("2026-000001", MakeEvent(1, 1, "false")), conflict);
    return absl::OkStatus();
  });
  Read([](ReadTransaction& read) {
    EXPECT_THAT(read.ListEvents("2026-000001", 0, 5).value(), ElementsAre(EqualsProto(MakeEvent(1, 1, "true"))));
    EXPECT_THAT(read.ListInteractions("2026-000001", 0, 5).value(), ElementsAre(EqualsProto(MakeInteraction(1, 1))));
    EXPECT_EQ(read.FindResponse("tok_a", "r1").value()->response, "first");
    return absl::OkStatus();
  });
}

TEST_P(StorageConformance, RecordsNeedTheirCase) {
  const auto failed = IsError(absl::StatusCode::kInternal, "STORAGE_FAILED");
  EXPECT_THAT(
      WriteAndWait(*storage_, [](WriteTransaction& write) { return write.AddEvent("2026-000001", MakeEvent(1, 1)); }),
      failed);
  EXPECT_THAT(WriteAndWait(*storage_,
                           [](WriteTransaction& write) {
                             return write.AddInteraction("2026-000001", 1, MakeInteraction(1, 1));
                           }),
              failed);
  EXPECT_THAT(WriteAndWait(*storage_,
                           [](WriteTransaction& write) {
                             return write.PutReferral("2026-000001", 1, MakeReferral(1, 1, "building", kNow));
                           }),
              failed);
  EXPECT_THAT(WriteAndWait(*storage_,
                           [](WriteTransaction& write) { return write.PutPlan("2026-000001", MakePlan(1, "shop")); }),
              failed);
  EXPECT_THAT(WriteAndWait(*storage_,
                           [](WriteTransaction& write) {
                             EXPECT_THAT(write.PutCase(MakeCase(1)), IsOk());
                             return write.AddEvent("2026-000001", MakeEvent(1, 0));
                           }),
              failed);
}

TEST_P(StorageConformance, APlanIsKeptAndReplacedByCase) {
  Write([](WriteTransaction& write) {
    EXPECT_THAT(write.PutCase(MakeCase(1)), IsOk());
    EXPECT_THAT(write.PutCase(MakeCase(2)), IsOk());
    EXPECT_THAT(write.PutPlan("2026-000001", MakePlan(1, "shop")), IsOk());
    EXPECT_THAT(write.PutPlan("2026-000002", MakePlan(2, "growth")), IsOk());
    EXPECT_THAT(write.PutPlan("2026-000001", MakePlan(1, "hairdresser")), IsOk());
    EXPECT_THAT(write.GetPlan("2026-000001").value(), Optional(EqualsProto(MakePlan(1, "hairdresser"))));
    return absl::OkStatus();
  });
  Read([](ReadTransaction& read) {
    EXPECT_THAT(read.GetPlan("2026-000001").value(), Optional(EqualsProto(MakePlan(1, "hairdresser"))));
    EXPECT_THAT(read.GetPlan("2026-000002").value(), Optional(EqualsProto(MakePlan(2, "growth"))));
    EXPECT_FALSE(read.GetPlan("2026-000003").value().has_value());
    EXPECT_FALSE(read.GetPlan("one").value().has_value());
    return absl::OkStatus();
  });
  EXPECT_THAT(
      WriteAndWait(*storage_, [](WriteTransaction& write) { return write.PutPlan("one", MakePlan(1, "shop")); }),
      IsError(absl::StatusCode::kInternal, "STORAGE_FAILED"));
}

TEST_P(StorageConformance, ATokenIsKeptAndReplaced) {
  const StoredToken first = MakeToken("tok_a", kNow);
  StoredToken second = MakeToken("tok_a", kNow, "Jens Dam");
  second.secret_hash = std::string(32, '\x01');
  for (const StoredToken& token : {first, second}) {
    Write([&](WriteTransaction& write) { return write.PutToken(token); });
    Read([&](ReadTransaction& read) {
      const std::optional<StoredToken> found = read.GetToken("tok_a").value();
      EXPECT_TRUE(found.has_value());
      EXPECT_THAT(found->message, EqualsProto(token.message));
      EXPECT_EQ(found->secret_hash, token.secret_hash);
      EXPECT_FALSE(read.GetToken("TOK_A").value().has_value());
      return absl::OkStatus();
    });
  }
}

TEST_P(StorageConformance, TokensComeByCreationThenIdInPages) {
  Write([](WriteTransaction& write) {
    EXPECT_THAT(write.PutToken(MakeToken("tok_z", kNow)), IsOk());
    EXPECT_THAT(write.PutToken(MakeToken("tok_b", kNow + absl::Seconds(1))), IsOk());
    EXPECT_THAT(write.PutToken(MakeToken("tok_a", kNow + absl::Seconds(1))), IsOk());
    return write.PutToken(MakeToken("tok_0", kNow + absl::Seconds(2)));
  });
  Read([](ReadTransaction& read) {
    std::vector<std::string> ids;
    std::string after;
    while (true) {
      const std::vector<StoredToken> page = read.ListTokens(after, 3).value();
      if (page.empty()) break;
      for (const StoredToken& token : page) ids.push_back(token.message.id());
      after = ids.back();
    }
    EXPECT_THAT(ids, ElementsAre("tok_z", "tok_a", "tok_b", "tok_0"));
    EXPECT_THAT(read.ListTokens("tok_unknown", 3).value(), IsEmpty());
    return absl::OkStatus();
  });
}

TEST_P(StorageConformance, ResponsesAreKeptByActorAndRequestUntilForgotten) {
  Write([](WriteTransaction& write) {
    EXPECT_THAT(write.AddResponse("tok_a", "r1", kNow, {"print", std::string("a\0b", 3)}), IsOk());
    EXPECT_THAT(write.AddResponse("tok_b", "r1", kNow + absl::Microseconds(1), {"print", ""}), IsOk());
    return write.AddResponse("tok_a", "r2", kNow + absl::Seconds(1), {"print", "later"});
  });
  Read([](ReadTransaction& read) {
    EXPECT_EQ(read.FindResponse("tok_a", "r1").value()->response, std::string("a\0b", 3));
    EXPECT_EQ(read.FindResponse("tok_a", "r1").value()->fingerprint, "print");
    EXPECT_EQ(read.FindResponse("tok_b", "r1").value()->response, "");
    EXPECT_FALSE(read.FindResponse("tok_b", "r2").value().has_value());
    return absl::OkStatus();
  });
  Write([](WriteTransaction& write) { return write.DeleteResponsesBefore(kNow + absl::Microseconds(1)); });
  Read([](ReadTransaction& read) {
    EXPECT_FALSE(read.FindResponse("tok_a", "r1").value().has_value());
    EXPECT_TRUE(read.FindResponse("tok_b", "r1").value().has_value());
    EXPECT_TRUE(read.FindResponse("tok_a", "r2").value().has_value());
    return absl::OkStatus();
  });
}

TEST_P(StorageConformance, MembersAreKeptReplacedAndComeByIdInPages) {
  const auto member = [](const char* id, const char* name) {
    directory::v1::Member made;
    made.set_id(id);
    made.set_display_name(name);
    made.add_absences()->set_first_day("2026-11-20");
    return made;
  };
  Write([&](WriteTransaction& write) {
    for (const char* id : {"mem_b", "mem_a", "mem_c"}) EXPECT_THAT(write.PutMember(member(id, "Bo")), IsOk());
    return write.PutMember(member("mem_b", "Bodil"));
  });
  Reopen();
  Read([&](ReadTransaction& read) {
    EXPECT_THAT(read.ListMembers("", 2).value(),
                ElementsAre(EqualsProto(member("mem_a", "Bo")), EqualsProto(member("mem_b", "Bodil"))));
    EXPECT_THAT(read.ListMembers("mem_b", 2).value(), ElementsAre(EqualsProto(member("mem_c", "Bo"))));
    EXPECT_THAT(read.ListMembers("mem_c", 2).value(), IsEmpty());
    return absl::OkStatus();
  });
}

TEST_P(StorageConformance, OpenCasesOfAContactPersonAreCounted) {
  Write([](WriteTransaction& write) {
    EXPECT_THAT(write.PutCase(MakeCase(1, cases::v1::Case::STATE_REGISTERED, "", "mem_a")), IsOk());
    EXPECT_THAT(write.PutCase(MakeCase(2, cases::v1::Case::STATE_IN_PROGRESS, "", "mem_a")), IsOk());
    EXPECT_THAT(write.PutCase(MakeCase(3, cases::v1::Case::STATE_CLOSED, "", "mem_a")), IsOk());
    EXPECT_THAT(write.PutCase(MakeCase(4, cases::v1::Case::STATE_REGISTERED, "", "mem_b")), IsOk());
    return write.PutCase(MakeCase(5));
  });
  Read([](ReadTransaction& read) {
    EXPECT_EQ(read.CountOpenCases("mem_a").value(), 2);
    EXPECT_EQ(read.CountOpenCases("mem_b").value(), 1);
    EXPECT_EQ(read.CountOpenCases("mem_c").value(), 0);
    EXPECT_EQ(read.CountOpenCases("").value(), 0);
    return absl::OkStatus();
  });
}

}  // namespace
}  // namespace indgang::storage
