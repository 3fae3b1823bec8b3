#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "client/command_options.h"
#include "client/commands.h"
#include "client/table.h"
#include "client/views.h"
#include "indgang/knowledge/v1/knowledge_service.grpc.pb.h"

namespace indgang::client {
namespace {

using knowledge::v1::GetAuthorityRequest;
using knowledge::v1::GetPackageRequest;
using knowledge::v1::GetServiceRequest;
using knowledge::v1::KnowledgeService;
using knowledge::v1::ListAuthoritiesRequest;
using knowledge::v1::ListAuthoritiesResponse;
using knowledge::v1::ListPackagesRequest;
using knowledge::v1::ListPackagesResponse;
using knowledge::v1::ListServicesRequest;
using knowledge::v1::ListServicesResponse;
using knowledge::v1::SuggestRoutingRequest;
using knowledge::v1::SuggestRoutingResponse;

struct SuggestOptions {
  std::string question;
  int limit = 5;
};

struct IdOptions {
  std::string id;
};

struct ListOptions {
  PagingOptions paging;
  std::string area;
  std::string authority;
};

// An array of its own shape, not the response: what other programs feed on.
std::string SuggestionsJson(const SuggestRoutingResponse& response) {
  nlohmann::ordered_json array = nlohmann::ordered_json::array();
  for (const auto& suggestion : response.suggestions()) {
    array.push_back({{"service", suggestion.service()},
                     {"title", suggestion.title()},
                     {"authority", suggestion.authority()},
                     {"score", suggestion.score()},
                     {"why", suggestion.why()}});
  }
  return absl::StrCat(array.dump(2), "\n");
}

absl::Status Suggest(Session& session, const SuggestOptions& options) {
  SuggestRoutingRequest request;
  INDGANG_ASSIGN_OR_RETURN(*request.mutable_text(), TextArgument(options.question, session.environment()));
  request.set_language(session.language());
  request.set_max_results(options.limit);
  INDGANG_ASSIGN_OR_RETURN(const SuggestRoutingResponse response,
                           session.connection().Call(&KnowledgeService::Stub::SuggestRouting, request));
  if (session.settings().output == OutputFormat::kJson) {
    session.Print(SuggestionsJson(response));
    return absl::OkStatus();
  }
  const Say say = session.say();
  session.Print(RenderSuggestions(response.suggestions(), say, session.width()));
  FactSheet facts;
  facts.Add(say("Looks", "Ser ud til at være"), Words(response.complexity(), say));
  facts.Add(say("Package", "Pakke"), response.package());
  session.Print(absl::StrCat("\n", facts.Render(session.width())));
  return absl::OkStatus();
}

absl::Status ListServices(Session& session, const ListOptions& options) {
  ListServicesRequest request;
  request.set_area(options.area);
  request.set_authority(options.authority);
  const auto call = [&](int page_size, const std::string& page_token) {
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    return session.connection().Call(&KnowledgeService::Stub::ListServices, request);
  };
  INDGANG_ASSIGN_OR_RETURN(
      const ListServicesResponse response,
      ReadPages<ListServicesResponse>(options.paging.limit, call, [](auto& page) { return page.mutable_services(); }));
  session.Show(response, [&] {
    const Say say = session.say();
    Table table({say("SERVICE", "YDELSE"), say("TITLE", "TITEL"), say("KIND", "ART"), say("AUTHORITY", "MYNDIGHED"),
                 say("TIME", "TID"), say("FEE", "GEBYR")});
    for (const auto& service : response.services()) {
      table.AddRow({service.id(), Localized(service.text(), say).title(), Words(service.kind(), say),
                    service.authority(), ProcessingWords(service, say), FeeWords(service, say)});
    }
    return table.Render(session.width());
  });
  return absl::OkStatus();
}

absl::Status ShowService(Session& session, const IdOptions& options) {
  GetServiceRequest request;
  request.set_id(options.id);
  INDGANG_ASSIGN_OR_RETURN(const auto response,
                           session.connection().Call(&KnowledgeService::Stub::GetService, request));
  session.Show(response, [&] { return RenderService(response.service(), session.say(), session.width()); });
  return absl::OkStatus();
}

absl::Status ListPackages(Session& session, const ListOptions& options) {
  ListPackagesRequest request;
  const auto call = [&](int page_size, const std::string& page_token) {
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    return session.connection().Call(&KnowledgeService::Stub::ListPackages, request);
  };
  INDGANG_ASSIGN_OR_RETURN(
      const ListPackagesResponse response,
      ReadPages<ListPackagesResponse>(options.paging.limit, call, [](auto& page) { return page.mutable_packages(); }));
  session.Show(response, [&] {
    const Say say = session.say();
    Table table({say("PACKAGE", "PAKKE"), say("TITLE", "TITEL"), say("KIND", "ART"), say("FOR", "FOR")});
    for (const auto& package : response.packages()) {
      table.AddRow({package.id(), Localized(package.text(), say).title(), Words(package.kind(), say),
                    Localized(package.target_group(), say)});
    }
    return table.Render(session.width());
  });
  return absl::OkStatus();
}

absl::Status ShowPackage(Session& session, const IdOptions& options) {
  GetPackageRequest request;
  request.set_id(options.id);
  INDGANG_ASSIGN_OR_RETURN(const auto response,
                           session.connection().Call(&KnowledgeService::Stub::GetPackage, request));
  session.Show(response, [&] { return RenderPackage(response.package(), session.say(), session.width()); });
  return absl::OkStatus();
}

absl::Status ListAuthorities(Session& session, const ListOptions& options) {
  ListAuthoritiesRequest request;
  const auto call = [&](int page_size, const std::string& page_token) {
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    return session.connection().Call(&KnowledgeService::Stub::ListAuthorities, request);
  };
  INDGANG_ASSIGN_OR_RETURN(const ListAuthoritiesResponse response,
                           ReadPages<ListAuthoritiesResponse>(options.paging.limit, call,
                                                              [](auto& page) { return page.mutable_authorities(); }));
  session.Show(response, [&] {
    const Say say = session.say();
    Table table({say("AUTHORITY", "MYNDIGHED"), say("NAME", "NAVN"), say("LEVEL", "NIVEAU"), say("PHONE", "TELEFON"),
                 say("EMAIL", "E-MAIL")});
    for (const auto& authority : response.authorities()) {
      table.AddRow({authority.id(), Localized(authority.text(), say).title(), Words(authority.level(), say),
                    authority.contact().phone(), authority.contact().email()});
    }
    return table.Render(session.width());
  });
  return absl::OkStatus();
}

absl::Status ShowAuthority(Session& session, const IdOptions& options) {
  GetAuthorityRequest request;
  request.set_id(options.id);
  INDGANG_ASSIGN_OR_RETURN(const auto response,
                           session.connection().Call(&KnowledgeService::Stub::GetAuthority, request));
  session.Show(response, [&] { return RenderAuthority(response.authority(), session.say(), session.width()); });
  return absl::OkStatus();
}

// `noun list` and `noun show ID`.
template <typename List, typename Show>
CLI::App* AddListAndShow(CLI::App& app, Action& action, const std::string& noun, const std::string& plural,
                         const std::function<void(CLI::App&, ListOptions&)>& more_options, List list, Show show) {
  CLI::App* const group = app.add_subcommand(noun, absl::StrCat("The published ", plural));
  group->require_subcommand(1);
  AddCommand<ListOptions>(
      *group, "list", absl::StrCat("All ", plural, ", sorted by id"), action,
      [&](CLI::App& command, ListOptions& options) {
        AddLimitOption(command, options.paging);
        more_options(command, options);
      },
      list);
  AddCommand<IdOptions>(
      *group, "show", absl::StrCat("One ", noun), action,
      [&](CLI::App& command, IdOptions& options) { command.add_option("ID", options.id, "Its id")->required(); }, show);
  return group;
}

}  // namespace

void AddKnowledgeCommands(CLI::App& app, Action& action) {
  AddCommand<SuggestOptions>(
      app, "suggest", "Which guides and authorities a question belongs to, best first, and why", action,
      [](CLI::App& command, SuggestOptions& options) {
        command.add_option("QUESTION", options.question, "In the company's own words; - reads standard input")
            ->required();
        AllowRange(command.add_option("--limit", options.limit, "Most suggestions, 1 to 20"), 1, 20, "N");
        command.footer(
            "Examples:\n"
            "  indgang suggest \"hvor må et autoværksted ligge?\"\n"
            "  indgang suggest --lang en --output json \"may I put tables on the pavement?\"\n"
            "With --output json prints an array of {\"service\",\"title\",\"authority\",\"score\",\"why\"}.");
      },
      Suggest);
  const auto no_more = [](CLI::App&, ListOptions&) {};
  AddListAndShow(
      app, action, "service", "services",
      [](CLI::App& command, ListOptions& options) {
        command.add_option("--area", options.area, "Only of this area");
        command.add_option("--authority", options.authority, "Only of this authority");
      },
      ListServices, ShowService);
  AddListAndShow(app, action, "package", "packages", no_more, ListPackages, ShowPackage);
  AddListAndShow(app, action, "authority", "authorities", no_more, ListAuthorities, ShowAuthority);
}

}  // namespace indgang::client
