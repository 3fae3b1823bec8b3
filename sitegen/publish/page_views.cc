#include "sitegen/publish/page_views.h"

namespace indgang::sitegen {
namespace {

// Fills `s` in an order in which every schema is complete before another one is read; the pointers between them stay,
// because `s` never moves.
void Fill(ViewSchemas& s) {
  s.text.fields = {TextField<&LangText::text>("text"), TextField<&LangText::lang>("lang")};
  s.link.fields = {TextField<&LinkView::href>("href"), PartField<&LinkView::title>("title", s.text),
                   PartField<&LinkView::summary>("summary", s.text), FlagField<&LinkView::current>("current")};
  s.contact.fields = {PartField<&ContactView::name>("name", s.text),
                      TextField<&ContactView::href>("href"),
                      PartField<&ContactView::summary>("summary", s.text),
                      TextField<&ContactView::level>("level"),
                      TextField<&ContactView::phone>("phone"),
                      TextField<&ContactView::tel>("tel"),
                      TextField<&ContactView::email>("email"),
                      TextField<&ContactView::url>("url"),
                      TextField<&ContactView::url_label>("url_label"),
                      TextField<&ContactView::address>("address"),
                      PartField<&ContactView::hours>("hours", s.text)};
  s.service.fields = {TextField<&ServiceView::href>("href"),
                      PartField<&ServiceView::title>("title", s.text),
                      PartField<&ServiceView::summary>("summary", s.text),
                      TextField<&ServiceView::kind>("kind"),
                      TextField<&ServiceView::status>("status"),
                      OneField<&ServiceView::authority>("authority", s.contact),
                      TextField<&ServiceView::time>("time"),
                      TextField<&ServiceView::cost>("cost"),
                      TextField<&ServiceView::need>("need"),
                      FlagField<&ServiceView::time_unknown>("time_unknown"),
                      FlagField<&ServiceView::cost_unknown>("cost_unknown")};
  s.source.fields = {PartField<&SourceView::title>("title", s.text), TextField<&SourceView::url>("url"),
                     TextField<&SourceView::checked>("checked"), TextField<&SourceView::certainty>("certainty")};
  s.law.fields = {PartField<&LawView::title>("title", s.text), TextField<&LawView::section>("section"),
                  TextField<&LawView::url>("url")};
  s.site.fields = {TextField<&SiteView::lang>("lang"),
                   PartField<&SiteView::title>("site_title", s.text),
                   PartField<&SiteView::municipality>("municipality", s.text),
                   TextField<&SiteView::home>("home"),
                   TextField<&SiteView::services>("services_href"),
                   TextField<&SiteView::authorities>("authorities_href"),
                   TextField<&SiteView::faq>("faq_href"),
                   TextField<&SiteView::glossary>("glossary_href"),
                   TextField<&SiteView::statement>("statement_href"),
                   TextField<&SiteView::news>("news_href"),
                   TextField<&SiteView::feed>("feed_href"),
                   TextField<&SiteView::policy>("policy"),
                   TextField<&SiteView::css>("css"),
                   TextField<&SiteView::js>("js"),
                   TextField<&SiteView::icons>("icons"),
                   TextField<&SiteView::regular_font>("regular_font"),
                   TextField<&SiteView::strong_font>("strong_font"),
                   TextField<&SiteView::search>("search_href"),
                   TextField<&SiteView::search_js>("search_js"),
                   TextField<&SiteView::favicon>("favicon"),
                   TextField<&SiteView::licences>("licences_href"),
                   TextField<&SiteView::reply_goal>("reply_goal"),
                   TextField<&SiteView::answer_goal>("answer_goal"),
                   PartField<&SiteView::desk>("desk", s.contact),
                   ListField<&SiteView::areas>("site_areas", s.link),
                   ListField<&SiteView::packages>("site_packages", s.link),
                   ListField<&SiteView::pages>("site_pages", s.link)};
  s.frame.fields = {TextField<&FrameView::head_title>("head_title"),
                    PartField<&FrameView::title>("page_title", s.text),
                    PartField<&FrameView::summary>("page_summary", s.text),
                    TextField<&FrameView::canonical>("canonical"),
                    TextField<&FrameView::da_url>("da_url"),
                    TextField<&FrameView::en_url>("en_url"),
                    TextField<&FrameView::other_href>("other_href"),
                    ListField<&FrameView::breadcrumbs>("breadcrumbs", s.link),
                    TextField<&FrameView::data_html>("data_html"),
                    FlagField<&FrameView::untranslated>("untranslated"),
                    TextField<&FrameView::outdated>("outdated"),
                    TextField<&FrameView::body_html>("body_html"),
                    TextField<&FrameView::body_lang>("body_lang"),
                    FlagField<&FrameView::searches>("searches")};

  s.start.fields = {ListField<&StartView::needs>("needs", s.link)};
  s.area.fields = {ListField<&AreaView::services>("services", s.service), ListField<&AreaView::faq>("faq", s.link)};
  s.step.fields = {TextField<&StepView::id>("service_id"), TextField<&StepView::number>("number"),
                   OneField<&StepView::service>("service", s.service),
                   TextField<&StepView::without_question>("without_question"), TextField<&StepView::after>("after")};
  s.phase.fields = {TextField<&PhaseView::anchor>("anchor"), TextField<&PhaseView::number>("number"),
                    PartField<&PhaseView::title>("title", s.text), PartField<&PhaseView::summary>("summary", s.text),
                    ListField<&PhaseView::steps>("steps", s.step)};
  s.overview_row.fields = {OneField<&OverviewRowView::service>("service", s.service),
                           TextField<&OverviewRowView::begins>("begins")};
  s.question.fields = {TextField<&QuestionView::id>("question_id"), PartField<&QuestionView::text>("question", s.text),
                       PartField<&QuestionView::help>("help", s.text),
                       ListField<&QuestionView::services>("services", s.service)};
  s.offer.fields = {PartField<&OfferView::title>("title", s.text),
                    PartField<&OfferView::description>("description", s.text), TextField<&OfferView::url>("url"),
                    TextField<&OfferView::url_label>("url_label"),
                    OneField<&OfferView::authority>("authority", s.contact)};
  s.package.fields = {PartField<&PackageView::target_group>("target_group", s.text),
                      TextField<&PackageView::end>("end"),
                      TextField<&PackageView::legend_critical>("legend_critical"),
                      TextField<&PackageView::needed>("needed"),
                      TextField<&PackageView::maybe>("maybe"),
                      TextField<&PackageView::authorities>("authorities"),
                      ListField<&PackageView::phases>("phases", s.phase),
                      TextField<&PackageView::overview_wide_html>("overview_wide_html"),
                      TextField<&PackageView::overview_narrow_html>("overview_narrow_html"),
                      ListField<&PackageView::overview_rows>("overview_rows", s.overview_row),
                      TextField<&PackageView::plan_data>("plan_data"),
                      TextField<&PackageView::plan_js>("plan_js"),
                      ListField<&PackageView::questions>("questions", s.question),
                      ListField<&PackageView::offers>("offers", s.offer),
                      ListField<&PackageView::sources>("sources", s.source),
                      TextField<&PackageView::review_by>("review_by"),
                      OneField<&PackageView::owner>("owner", s.contact)};
  s.apply.fields = {TextField<&ApplyView::url>("url"), PartField<&ApplyView::label>("label", s.text),
                    PartField<&ApplyView::how>("how", s.text), ListField<&ApplyView::forms>("forms", s.link)};
  s.service_page.fields = {OneField<&ServicePageView::service>("service", s.service),
                           FlagField<&ServicePageView::repealed>("repealed"),
                           FlagField<&ServicePageView::replaced>("replaced"),
                           OneField<&ServicePageView::replacement>("replacement", s.service),
                           ListField<&ServicePageView::packages>("packages", s.link),
                           ListField<&ServicePageView::evidence>("evidence", s.text),
                           OneField<&ServicePageView::apply>("apply", s.apply),
                           PartField<&ServicePageView::fee_note>("fee_note", s.text),
                           TextField<&ServicePageView::goal>("goal"),
                           TextField<&ServicePageView::statutory>("statutory"),
                           TextField<&ServicePageView::apply_ahead>("apply_ahead"),
                           TextField<&ServicePageView::volume>("volume"),
                           FlagField<&ServicePageView::immediate>("immediate"),
                           PartField<&ServicePageView::clock_starts>("clock_starts", s.text),
                           PartField<&ServicePageView::no_reply>("no_reply", s.text),
                           ListField<&ServicePageView::laws>("laws", s.law),
                           ListField<&ServicePageView::before>("before", s.service),
                           ListField<&ServicePageView::after>("after", s.service),
                           ListField<&ServicePageView::also_involves>("also_involves", s.contact),
                           ListField<&ServicePageView::sources>("sources", s.source),
                           TextField<&ServicePageView::review_by>("review_by"),
                           TextField<&ServicePageView::valid_from>("valid_from"),
                           TextField<&ServicePageView::valid_to>("valid_to"),
                           OneField<&ServicePageView::owner>("owner", s.contact)};
  s.authority_page.fields = {OneField<&AuthorityPageView::contact>("contact", s.contact),
                             ListField<&AuthorityPageView::services>("services", s.service),
                             ListField<&AuthorityPageView::involved>("involved", s.service),
                             ListField<&AuthorityPageView::sources>("sources", s.source),
                             TextField<&AuthorityPageView::review_by>("review_by"),
                             OneField<&AuthorityPageView::owner>("owner", s.contact)};
  s.authority_group.fields = {TextField<&AuthorityGroupView::level>("level"),
                              ListField<&AuthorityGroupView::authorities>("authorities", s.contact)};
  s.authority_list.fields = {ListField<&AuthorityListView::groups>("groups", s.authority_group)};
  s.faq_group.fields = {PartField<&FaqGroupView::area>("area", s.text),
                        ListField<&FaqGroupView::entries>("entries", s.link)};
  s.faq_list.fields = {ListField<&FaqListView::groups>("groups", s.faq_group)};
  s.faq_page.fields = {ListField<&FaqPageView::services>("services", s.service)};
  s.term.fields = {TextField<&TermView::id>("id"), PartField<&TermView::term>("term", s.text),
                   PartField<&TermView::definition>("definition", s.text)};
  s.glossary.fields = {ListField<&GlossaryView::terms>("terms", s.term)};
  s.letter.fields = {TextField<&LetterView::letter>("letter"), TextField<&LetterView::anchor>("anchor"),
                     ListField<&LetterView::services>("services", s.service)};
  s.index.fields = {ListField<&IndexView::letters>("letters", s.letter)};
  s.news_day.fields = {TextField<&NewsDayView::date>("date"), TextField<&NewsDayView::iso>("iso"),
                       ListField<&NewsDayView::entries>("entries", s.link)};
  s.news.fields = {ListField<&NewsView::days>("days", s.news_day), TextField<&NewsView::revision>("revision")};
  s.search.fields = {ListField<&SearchView::letters>("letters", s.letter),
                     TextField<&SearchView::index>("search_index")};
  s.statement.fields = {TextField<&StatementView::url>("statement_url")};
}

}  // namespace

const ViewSchemas& Schemas() {
  static const ViewSchemas& schemas = *[] {
    auto* made = new ViewSchemas;
    Fill(*made);
    return made;
  }();
  return schemas;
}

}  // namespace indgang::sitegen
