// Every diagnostic code that reading content, and asking for what it links to, can give. docs/diagnostics.md explains
// each to editors; a test compares the two. The codes of problems inside markdown come from sitegen/publish/markdown.h.
#ifndef INDGANG_SITEGEN_READ_CODES_H_
#define INDGANG_SITEGEN_READ_CODES_H_

#include "absl/strings/string_view.h"

namespace indgang::sitegen::read::codes {

// Files and folders.
inline constexpr absl::string_view kFileUnreadable = "file-unreadable";
inline constexpr absl::string_view kFileTooLarge = "file-too-large";
inline constexpr absl::string_view kInvalidUtf8 = "invalid-utf8";
inline constexpr absl::string_view kControlCharacter = "control-character";
inline constexpr absl::string_view kSymlink = "symlink";
inline constexpr absl::string_view kUnexpectedFile = "unexpected-file";
inline constexpr absl::string_view kMissingFile = "missing-file";
inline constexpr absl::string_view kBadId = "bad-id";

// YAML and front matter.
inline constexpr absl::string_view kYamlSyntax = "yaml-syntax";
inline constexpr absl::string_view kYamlForbidden = "yaml-forbidden";
inline constexpr absl::string_view kYamlTooDeep = "yaml-too-deep";
inline constexpr absl::string_view kDuplicateKey = "duplicate-key";
inline constexpr absl::string_view kMissingFrontMatter = "missing-front-matter";
inline constexpr absl::string_view kUnclosedFrontMatter = "unclosed-front-matter";

// Keys and values.
inline constexpr absl::string_view kUnknownKey = "unknown-key";
inline constexpr absl::string_view kMissingKey = "missing-key";
inline constexpr absl::string_view kWrongType = "wrong-type";
inline constexpr absl::string_view kEmptyValue = "empty-value";
inline constexpr absl::string_view kUnquotedText = "unquoted-text";
inline constexpr absl::string_view kTooLong = "too-long";
inline constexpr absl::string_view kUnknownValue = "unknown-value";
inline constexpr absl::string_view kBadNumber = "bad-number";
inline constexpr absl::string_view kBadDate = "bad-date";
inline constexpr absl::string_view kBadPeriod = "bad-period";
inline constexpr absl::string_view kBadTime = "bad-time";
inline constexpr absl::string_view kBadUrl = "bad-url";
inline constexpr absl::string_view kBadEmail = "bad-email";
inline constexpr absl::string_view kBadPhone = "bad-phone";
inline constexpr absl::string_view kBadCode = "bad-code";
inline constexpr absl::string_view kBadCondition = "bad-condition";
inline constexpr absl::string_view kContradiction = "contradiction";
inline constexpr absl::string_view kCprNumber = "cpr-number";

// What items say of each other.
inline constexpr absl::string_view kDuplicateId = "duplicate-id";
inline constexpr absl::string_view kDuplicateEntry = "duplicate-entry";
inline constexpr absl::string_view kUnknownArea = "unknown-area";
inline constexpr absl::string_view kUnknownQuestion = "unknown-question";
inline constexpr absl::string_view kUnknownAuthority = "unknown-authority";
inline constexpr absl::string_view kUnknownService = "unknown-service";
inline constexpr absl::string_view kUnknownPackage = "unknown-package";
inline constexpr absl::string_view kPrerequisiteCycle = "prerequisite-cycle";
inline constexpr absl::string_view kPhaseOrder = "phase-order";
inline constexpr absl::string_view kRepealedService = "repealed-service";
inline constexpr absl::string_view kUnreachableReplacement = "unreachable-replacement";
inline constexpr absl::string_view kMissingQuestion = "missing-question";
inline constexpr absl::string_view kIdleQuestion = "idle-question";
inline constexpr absl::string_view kLateReview = "late-review";
inline constexpr absl::string_view kBadAlias = "bad-alias";
inline constexpr absl::string_view kAddressTaken = "address-taken";
inline constexpr absl::string_view kConstantCondition = "constant-condition";
inline constexpr absl::string_view kDuplicateTitle = "duplicate-title";
inline constexpr absl::string_view kDraftItem = "draft-item";
inline constexpr absl::string_view kBrokenLink = "broken-link";
inline constexpr absl::string_view kUnknownAnchor = "unknown-anchor";

// Hints.
inline constexpr absl::string_view kUnusedItem = "unused-item";
inline constexpr absl::string_view kNoDirectContact = "no-direct-contact";
inline constexpr absl::string_view kOutdatedTranslation = "outdated-translation";
inline constexpr absl::string_view kReviewDue = "review-due";
inline constexpr absl::string_view kNoLongerValid = "no-longer-valid";
inline constexpr absl::string_view kLongTitle = "long-title";
inline constexpr absl::string_view kLongSummary = "long-summary";
inline constexpr absl::string_view kHardToRead = "hard-to-read";

// Addresses outside the site, given by `sitegen check --external` (sitegen/edit/external_links.h).
inline constexpr absl::string_view kExternalGone = "external-gone";
inline constexpr absl::string_view kExternalMoved = "external-moved";
inline constexpr absl::string_view kExternalNoAnswer = "external-no-answer";
inline constexpr absl::string_view kExternalRefused = "external-refused";
inline constexpr absl::string_view kExternalOffline = "external-offline";

}  // namespace indgang::sitegen::read::codes

#endif  // INDGANG_SITEGEN_READ_CODES_H_
