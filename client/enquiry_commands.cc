#include <optional>
#include <string>
#include <vector>

#include "client/command_options.h"
#include "client/commands.h"
#include "client/names.h"
#include "client/views.h"
#include "indgang/cases/v1/case_service.grpc.pb.h"

namespace indgang::client {
namespace {

using cases::v1::Case;
using cases::v1::CaseService;
using cases::v1::Channel;
using cases::v1::Enquiry;
using cases::v1::InstantAnswer;
using cases::v1::RegisterEnquiryRequest;
using cases::v1::RegisterEnquiryResponse;

struct RegisterOptions {
  std::string channel;
  std::string cvr_number;
  std::string company;
  std::string contact;
  std::string phone;
  std::string email;
  std::string text;
  std::string answer_in;
  std::string contact_person;
  std::string attach_to;
  std::optional<std::string> instant_answer;
  std::vector<std::string> services;
  std::vector<std::string> applied_for;
  std::string package;
  std::string outcome;
  GuideOptions guides;
};

absl::Status FillInstantAnswer(const Session& session, const RegisterOptions& options, InstantAnswer& answer) {
  INDGANG_ASSIGN_OR_RETURN(*answer.mutable_text(), TextArgument(*options.instant_answer, session.environment()));
  for (const std::string& service : options.services) answer.add_services(service);
  answer.set_package(options.package);
  answer.set_outcome(EnumOption<Case::Outcome>(options.outcome));
  FillGuides(options.guides, answer);
  return absl::OkStatus();
}

absl::Status Register(Session& session, const RegisterOptions& options) {
  RegisterEnquiryRequest request;
  request.set_request_id(session.request_id());
  Enquiry& enquiry = *request.mutable_enquiry();
  enquiry.set_channel(EnumOption<Channel>(options.channel));
  enquiry.mutable_company()->set_cvr_number(options.cvr_number);
  enquiry.mutable_company()->set_display_name(options.company);
  enquiry.mutable_contact()->set_display_name(options.contact);
  enquiry.mutable_contact()->set_phone(options.phone);
  enquiry.mutable_contact()->set_email(options.email);
  INDGANG_ASSIGN_OR_RETURN(*enquiry.mutable_text(), TextArgument(options.text, session.environment()));
  enquiry.set_language(options.answer_in);
  request.set_contact_person(options.contact_person);
  if (!options.attach_to.empty()) request.set_attach_to(CaseName(options.attach_to));
  if (options.instant_answer.has_value()) {
    INDGANG_RETURN_IF_ERROR(FillInstantAnswer(session, options, *request.mutable_instant_answer()));
  }
  for (const std::string& service : options.applied_for) request.mutable_application()->add_services(service);
  INDGANG_ASSIGN_OR_RETURN(const RegisterEnquiryResponse response,
                           session.connection().Call(&CaseService::Stub::RegisterEnquiry, request));
  session.Show(response, [&] {
    // Nobody asks whom a question belongs to once it is answered, or where its case is.
    const bool opened = !response.attached() && response.case_().state() != Case::STATE_CLOSED;
    return opened ? RenderReceipt(response, session.say(), session.width())
                  : RenderCaseHead(response.case_(), session.now(), session.say(), session.width());
  });
  return absl::OkStatus();
}

}  // namespace

void AddEnquiryCommands(CLI::App& app, Action& action) {
  CLI::App* const group = app.add_subcommand("enquiry", "A company's first contact");
  group->require_subcommand(1);
  AddCommand<RegisterOptions>(
      *group, "register", "Register a first contact: open a case, attach it to one, answer it or send it on at once",
      action,
      [](CLI::App& command, RegisterOptions& options) {
        AddEnumOption<Channel>(command, "--channel", options.channel, "How the company got in touch")->required();
        command.add_option("--cvr", options.cvr_number, "CVR number; leave out for a company about to start");
        command.add_option("--company", options.company, "The company's name");
        command.add_option("--contact", options.contact, "Whom to call back");
        command.add_option("--phone", options.phone, "Telephone; at least one of --phone and --email is needed");
        command.add_option("--email", options.email, "E-mail address");
        command.add_option("--text", options.text, "What was asked, in the company's words; - reads standard input")
            ->required();
        command.add_option("--answer-in", options.answer_in,
                           "Language the company wants to be answered in: da (default) or en");
        command.add_option("--contact-person", options.contact_person,
                           "Who is to be contact person (mem_…, or me); left out, the rules choose");
        command.add_option("--attach-to", options.attach_to, "The company's open case that the enquiry belongs to")
            ->type_name("CASE");
        command
            .add_option(
                "--apply-for", options.applied_for,
                "A permit that the company applies for; goes to the office that decides at once. May be repeated")
            ->type_name("SERVICE");
        CLI::Option* const instant =
            command.add_option("--instant-answer", options.instant_answer,
                               "Answer and close at once: what was said; not - when --text is. Needs --service");
        command.add_option("--service", options.services, "What it was about; may be repeated")->needs(instant);
        command.add_option("--package", options.package, "The package that fits the company")->needs(instant);
        AddEnumOption<Case::Outcome>(command, "--outcome", options.outcome, "How it ended; answered by default")
            ->needs(instant);
        AddGuideOptions(command, options.guides);
        for (const char* guides : {"--guide", "--feedback"}) command.get_option(guides)->needs(instant);
        command.footer(
            "Example:\n"
            "  indgang enquiry register --channel phone --company \"Fjordby Autoservice\" --contact \"Lis Berg\" \\\n"
            "    --phone \"+45 12 34 56 78\" --text \"Hvor må et autoværksted ligge?\"\n"
            "  indgang enquiry register --channel phone --phone \"+45 12 34 56 78\" --text \"Hvor søger jeg?\" \\\n"
            "    --instant-answer \"På virk.dk\" --service alcohol-licence\n"
            "  indgang enquiry register --channel web --company \"Café Havn\" --email \"ib@havn.example\" \\\n"
            "    --text \"Må vi sætte borde på fortovet?\" --apply-for outdoor-serving");
      },
      Register);
}

}  // namespace indgang::client
