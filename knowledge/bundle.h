// The knowledge base in memory, checked and indexed. Both halves of the product work on it: sitegen right after it has
// built the message, the case service after it has read knowledge.binpb.
#ifndef INDGANG_KNOWLEDGE_BUNDLE_H_
#define INDGANG_KNOWLEDGE_BUNDLE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "indgang/knowledge/v1/knowledge_base.pb.h"
#include "knowledge/working_calendar.h"

namespace indgang::knowledge {

// The bundle format this code reads and writes (KnowledgeBase.format_version).
inline constexpr int kBundleFormat = 1;

// An immutable knowledge base. May be used from any thread. Pointers it returns live as long as it does.
class Bundle {
 public:
  // Takes a message whose references all resolve. Errors: FAILED_PRECONDITION BUNDLE_INVALID (an id twice, a reference
  // to nothing, an unusable calendar; metadata "item"), BUNDLE_TOO_NEW (another format_version; metadata "format",
  // "supported").
  static absl::StatusOr<std::shared_ptr<const Bundle>> Create(v1::KnowledgeBase message);

  const v1::KnowledgeBase& message() const { return message_; }
  const WorkingCalendar& calendar() const { return *calendar_; }
  // site.goals with the defaults that site.proto gives for fields that are 0.
  const v1::ServiceGoals& goals() const { return goals_; }

  // nullptr when there is none with that id.
  const v1::Service* FindService(absl::string_view id) const;
  const v1::Package* FindPackage(absl::string_view id) const;
  const v1::Authority* FindAuthority(absl::string_view id) const;
  const v1::Question* FindQuestion(absl::string_view id) const;
  const v1::Area* FindArea(absl::string_view id) const;

 private:
  Bundle() = default;

  v1::KnowledgeBase message_;
  v1::ServiceGoals goals_;
  std::unique_ptr<const WorkingCalendar> calendar_;
  absl::flat_hash_map<absl::string_view, const v1::Service*> services_;
  absl::flat_hash_map<absl::string_view, const v1::Package*> packages_;
  absl::flat_hash_map<absl::string_view, const v1::Authority*> authorities_;
  absl::flat_hash_map<absl::string_view, const v1::Question*> questions_;
  absl::flat_hash_map<absl::string_view, const v1::Area*> areas_;
};

// The message in the bytes of knowledge.binpb, which `path` names in errors: FAILED_PRECONDITION BUNDLE_CORRUPT when
// they are not a knowledge base (metadata "path"), BUNDLE_TOO_NEW.
absl::StatusOr<v1::KnowledgeBase> ParseBundle(absl::string_view bytes, const std::string& path);

// Reads knowledge.binpb. Errors: those of ReadFile, ParseBundle and Bundle::Create.
absl::StatusOr<v1::KnowledgeBase> LoadKnowledgeBase(const std::string& path);
absl::StatusOr<std::shared_ptr<const Bundle>> LoadBundle(const std::string& path);

// The bytes of knowledge.binpb: the message, serialized deterministically, behind a header that tells a damaged file
// ("INDGANG-KB 1\n" and the SHA-256 in hex and "\n").
std::string SerializeBundle(const v1::KnowledgeBase& message);

// A message in a list of the knowledge base.
struct ListItem {
  // Number of the list's field.
  int field = 0;
  int index = 0;
};

// The same bytes, made of those of the last time: `message` differs in `edited` and its revision alone from the one
// that `last` holds, and this program wrote `last`. What is the same is copied.
std::string SerializeEdited(absl::string_view last, const v1::KnowledgeBase& message,
                            const std::vector<ListItem>& edited);

}  // namespace indgang::knowledge

#endif  // INDGANG_KNOWLEDGE_BUNDLE_H_
