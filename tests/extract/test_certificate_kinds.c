#include "tests/cmocka_all.h"

#include "base/memory.h"
#include "tests/extract/extract_fixture.h"

/* One invented certificate of each kind, as its printed form has it. */

static void test_telecom_and_information_service_licence(void **state)
{
  (void)state;
  assert_record("中华人民共和国\n电信与信息服务业务经营许可证\n经营许可证编号：渝ICP证110427号\n"
                "根据国家有关规定，经审查，准许你单位经营本证所载明的电信业务，特颁发此证。\n"
                "经营单位名称 重庆云岫网络有限公司\n法定代表人 沈知夏\n注册住所\n"
                "重庆市渝中区听松路8号\n业务种类\n第二类增值电信业务中的信息服务业务\n"
                "（仅限互联网信息服务）\n服务项目\n互联网信息服务不含新闻、出版\n"
                "网站名称 云岫网\n网址 yunxiu.example\n2014年3月5日\n"
                "本证有效期自2014年3月5日至2019年3月4日\n",
                "telecom_information_licence",
                (const struct expectation[]){
                    {"licence_number", "渝ICP证110427号", NULL},
                    {"company_name", "重庆云岫网络有限公司", NULL},
                    {"registered_address", "重庆市渝中区听松路8号", NULL},
                    {"service_items", "互联网信息服务不含新闻、出版", NULL},
                    {"website_domain", "yunxiu.example", NULL},
                    {"issue_date", "2014-03-05", NULL},
                    {"valid_from", "2014-03-05", NULL},
                    {"expiry_date", "2019-03-04", NULL},
                    {0},
                });
}

static void test_high_tech_enterprise(void **state)
{
  (void)state;
  assert_record(
      "高新技术企业\n证书\n企业名称：重庆听松科技有限公司\n"
      "发证时间：二〇二一年十一月十二日\n批准机关：\n证书编号：GR202151100123\n有效期：三年\n",
      "high_tech_enterprise",
      (const struct expectation[]){
          {"certificate_name", "高新技术企业证书", NULL},
          {"company_name", "重庆听松科技有限公司", NULL},
          {"certificate_number", "GR202151100123", NULL},
          {"issue_date", "2021-11-12", NULL},
          {"validity_period", "三年", NULL},
          {0},
      });
}

static void test_a_high_tech_enterprise_whose_title_is_not_read(void **state)
{
  (void)state;
  assert_record("企业名称：重庆听松科技有限公司 证书编号：GR202151100123\n"
                "发证时间：2021年11月12日 有效期：三年\n批准机关：\n",
                "high_tech_enterprise",
                (const struct expectation[]){
                    {"company_name", "重庆听松科技有限公司", NULL},
                    {"certificate_number", "GR202151100123", NULL},
                    {0},
                });
}

/* Golden titles are misread most; of two titles that fit as well none is given. */
static void test_a_title_of_which_most_is_read(void **state)
{
  (void)state;
  assert_record("高亲技术企业\n证节\n企业名称：重庆听松科技有限公司 证书编号：GR202151100123\n"
                "发证时间：2021年11月12日 有效期：三年\n批准机关：\n",
                "high_tech_enterprise",
                (const struct expectation[]){
                    {"certificate_name", "高新技术企业证书", "ok"}, /* the type has no other */
                    {0},
                });
  assert_record("食品口口许可证\n经营者名称：渝中区云岫小吃店\n主体业态：餐饮服务经营者\n"
                "经营项目：热食类食品制售\n许可证编号：JY25001030012345\n"
                "日常监督管理机构：渝中区市场监督管理局\n",
                "food_business",
                (const struct expectation[]){
                    {"certificate_name", "-", NULL},
                    {0},
                });
}

static void test_software_enterprise_and_product(void **state)
{
  (void)state;
  assert_record("软件企业证书\n经评估，重庆听松软件有限公司 符合《软件企业评估标准》的\n"
                "有关规定，评估为软件企业，特发此证。\n证书编号：渝RQ-2020-0042\n有效期：一年\n"
                "评估机构：重庆市软件行业协会\n日期：2020-08-31\n",
                "software_enterprise",
                (const struct expectation[]){
                    {"company_name", "重庆听松软件有限公司", NULL},
                    {"certificate_number", "渝RQ-2020-0042", NULL},
                    {"evaluating_body", "重庆市软件行业协会", NULL},
                    {"issue_date", "2020-08-31", NULL},
                    {0},
                });
  assert_record("软件产品证书\n软件名称：听松仓储管理软件V2.0\n申请企业：重庆听松软件有限公司\n"
                "证书编号：渝RC-2020-0108\n有效期：五年\n发证日期：2020年9月30日\n",
                "software_product",
                (const struct expectation[]){
                    {"software_name", "听松仓储管理软件V2.0", NULL},
                    {"certificate_number", "渝RC-2020-0108", NULL},
                    {"issue_date", "2020-09-30", NULL},
                    {0},
                });
}

static void test_patents_with_their_check_digit(void **state)
{
  (void)state;
  static const char text[] =
      "证书号第7000123号\n实用新型专利证书\n实用新型名称：一种折叠晾衣架\n发明人：沈知夏；戚景行\n"
      "专利号：ZL 2018 2 0123456.%c\n专利申请日：2018年01月25日\n专利权人：重庆云岫日用品有限公司\n"
      "授权公告日：2018年10月02日 授权公告号：CN 207700123 U\n"
      "国家知识产权局依照中华人民共和国专利法经过初步审查，决定授予专利权。\n2018年10月02日\n";
  autofree char *right = memory_format(text, '0'), *wrong = memory_format(text, '3');
  assert_record(right, "patent",
                (const struct expectation[]){
                    {"utility_model_name", "一种折叠晾衣架", NULL},
                    {"inventor", "沈知夏；戚景行", NULL},
                    {"patent_number", "ZL 201820123456.0", "ok"},
                    {"application_date", "2018-01-25", NULL},
                    {"patentee", "重庆云岫日用品有限公司", NULL},
                    {"grant_announcement_number", "CN 207700123 U", NULL},
                    {"issue_date", "2018-10-02", NULL},
                    {0},
                });
  assert_record(wrong, "patent",
                (const struct expectation[]){{"patent_number", "ZL 201820123456.3", "check"}, {0}});
}

static void test_licences_of_trades(void **state)
{
  (void)state;
  assert_record("广播电视节目制作经营\n许可证\n单位名称：重庆听松影视有限公司\n法定代表人：沈知夏\n"
                "经济性质：民营企业\n经营方式：制作、发行\n许可证编号：(渝)字第01234号\n"
                "发证日期 2019年4月1日\n有效期限至 2021年4月1日\n国家广播电视总局印制\n",
                "broadcast_production",
                (const struct expectation[]){{"licence_number", "(渝)字第01234号", NULL},
                                             {"economic_nature", "民营企业", NULL},
                                             {"expiry_date", "2021-04-01", NULL},
                                             {0}});
  assert_record("食品经营许可证\n经营者名称：渝中区云岫小吃店\n主体业态：餐饮服务经营者\n"
                "经营项目：热食类食品制售\n许可证编号：JY25001030012345\n"
                "日常监督管理机构：渝中区市场监督管理局\n投诉举报电话：12315\n"
                "签发人：戚景行\n2020年5月6日\n有效期至：2025年5月5日\n",
                "food_business",
                (const struct expectation[]){{"licence_number", "JY25001030012345", NULL},
                                             {"entity_type", "餐饮服务经营者", NULL},
                                             {"complaint_telephone", "12315", NULL},
                                             {"issue_date", "2020-05-06", NULL},
                                             {"valid_until", "2025-05-05", NULL},
                                             {0}});
  assert_record(
      "危险化学品经营许可证\n证书编号：\n渝应经（乙）字[2020]000042\n"
      "企业名称： 重庆云岫能源有限公司\n企业法定代表人： 沈知夏\n企业住所：\n"
      "重庆市渝中区听松路8号\n经营方式： 无仓储\n许可范围：\n易燃液体\n"
      "有效期限： 2020年09月09日至2023年09月08日\n发证机关： 渝中区应急管理局\n2020年09月09日\n",
      "hazardous_chemicals",
      (const struct expectation[]){{"certificate_number", "渝应经（乙）字[2020]000042", NULL},
                                   {"valid_from", "2020-09-09", NULL},
                                   {"valid_until", "2023-09-08", NULL},
                                   {"issue_date", "2020-09-09", NULL},
                                   {0}});
  assert_record(
      "安全生产许可证\n编号：（渝）JZ安许证字[2021]001234\n单位名称：重庆云岫建筑有限公司\n"
      "主要负责人：沈知夏\n许可范围：建筑施工\n有效期：2021年6月1日至2024年5月31日\n",
      "work_safety",
      (const struct expectation[]){
          {"responsible_person", "沈知夏", NULL}, {"valid_until", "2024-05-31", NULL}, {0}});
  assert_record(
      "开户许可证\n核准号：J6530012345601\n编号：6530-01234567\n"
      "经审核，重庆云岫网络有限公司符合开户条件，准予开立基本存款账户。\n"
      "法定代表人（单位负责人） 沈知夏\n开户银行 听松银行渝中支行\n账号 6200123400056789\n",
      "bank_account",
      (const struct expectation[]){{"certificate_number", "J6530012345601", NULL},
                                   {"company_name", "重庆云岫网络有限公司", NULL},
                                   {"account_number", "6200123400056789", NULL},
                                   {0}});
}

static void test_rows_without_labels_and_marks(void **state)
{
  (void)state;
  assert_record(
      "质量管理体系认证证书\n证书编号：00121Q30042R0M\n组织名称：重庆云岫材料有限公司\n"
      "注册地址：重庆市渝中区听松路8号\n认证标准：GB/T 19001-2016/ISO 9001:2015\n"
      "认证范围：合金材料的销售\n初次发证日期：2021年05月29日\n证书有效期至：2024年05月28日\n",
      "quality_management",
      (const struct expectation[]){{"certificate_number", "00121Q30042R0M", NULL},
                                   {"standard", "GB/T 19001-2016/ISO 9001:2015", NULL},
                                   {"certified_scope", "合金材料的销售", NULL},
                                   {"first_issue_date", "2021-05-29", NULL},
                                   {"valid_until", "2024-05-28", NULL},
                                   {0}});
  assert_record("质量管理体系认证证书\n证书号：00121Q30042R0M\n重庆云岫材料有限公司\n"
                "统一社会信用代码：91350100M000100Y43\n重庆市渝中区听松路8号1号楼一层\n"
                "质量管理体系符合\nGB/T 19001-2016/ISO 9001:2015\n证书有效期至 2024年05月28日\n",
                "quality_management",
                (const struct expectation[]){
                    {"company_name", "重庆云岫材料有限公司", "check"},
                    {"registered_address", "重庆市渝中区听松路8号1号楼一层", "check"},
                    {0}});
  assert_record(
      "中华人民共和国国家版权局\n计算机软件著作权登记证书\n证书号：软著登字第8102114号\n"
      "软件名称：听松评估系统\nV1.0\n著作权人：沈知夏\n开发完成日期：2021年08月04日\n",
      "software_copyright",
      (const struct expectation[]){{"issuing_authority", "中华人民共和国国家版权局", "ok"}, {0}});
  assert_record("商标注册证\n第12345678号\n核定使用商品（第9类）\n计算机软件\n"
                "注册人 重庆云岫网络有限公司\n注册日期 2015年3月7日 有效期至 2025年3月6日\n",
                "trademark",
                (const struct expectation[]){{"registration_number", "第12345678号", NULL},
                                             {"applicant", "重庆云岫网络有限公司", NULL},
                                             {"valid_until", "2025-03-06", NULL},
                                             {0}});
}

static void test_labels_that_most_certificates_share_on_one_of_no_known_kind(void **state)
{
  (void)state;
  assert_record("某行业协会\n会员资质证\n合同编号：L2013042\n被许可单位名称：重庆云岫网络有限公司\n"
                "法定代表人：沈知夏\n用途：展示\n有效期：2015年12月1日—2016年11月30日\n",
                "unknown",
                (const struct expectation[]){{"contract_number", "L2013042", "check"},
                                             {"company_name", "重庆云岫网络有限公司", "check"},
                                             {"legal_representative", "沈知夏", "check"},
                                             {"valid_from", "2015-12-01", "check"},
                                             {"expiry_date", "2016-11-30", "check"},
                                             {0}});
}

/* A check digit bears a code out whose label was lost. */
static void test_a_code_without_its_label(void **state)
{
  (void)state;
  assert_record("营业执照\n91350100M000100Y43\n名称 重庆云岫网络有限公司\n类型 有限责任公司\n"
                "法定代表人 沈知夏\n经营范围 软件开发。\n",
                "business_licence",
                (const struct expectation[]){
                    {"unified_social_credit_code", "91350100M000100Y43", "ok"}, {0}});
}

static void test_a_known_label_names_what_is_not_of_its_kind(void **state)
{
  (void)state;
  assert_record("云岫行情使用许可\n被许可单位名称：重庆听松网络有限公司\n发证日：2021年12月\n"
                "许可单位：重庆云岫信息网络有限公司\n",
                "unknown",
                (const struct expectation[]){
                    {"issue_month", "2021-12", "check"},
                    {"issuing_authority", "重庆云岫信息网络有限公司", "check"},
                    {"issue_date", "-", NULL},
                    {0},
                });
}

static void test_a_term_ends_with_its_days(void **state)
{
  (void)state;
  static const struct {
    const char *printed, *value;
  } cases[] = {
      {"2015年3月7日至2035年3月6日", "2015年3月7日至2035年3月6日"},
      {"2015年3月7日至长期 渝中区听松路", "2015年3月7日至长期"},
      {"2015年3月7日 至 2035年3月6日止 软件", "2015年3月7日至2035年3月6日止"},
      {"长期 2幢8号", "长期"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    autofree char *text = memory_format("营业执照\n统一社会信用代码 91500103MA5U000X00\n"
                                        "名称 重庆云岫网络有限公司\n营业期限 %s\n",
                                        cases[i].printed);
    assert_record(text, "business_licence",
                  (const struct expectation[]){{"business_term", cases[i].value, NULL}, {0}});
  }
}

static void test_a_date_alone_in_its_row_is_the_date_of_issue(void **state)
{
  (void)state;
  assert_record("营业执照\n统一社会信用代码 91500103MA5U000X00\n名称 重庆云岫网络有限公司\n"
                "成立日期 2015年3月7日\n经营范围 软件开发。\n2018年8月9日\n",
                "business_licence",
                (const struct expectation[]){{"establishment_date", "2015-03-07", NULL},
                                             {"issue_date", "2018-08-09", "check"},
                                             {0}});
}

/* A number with words of its own is as sure as one with its label; digits alone are not. */
static void test_a_number_that_says_what_it_is_needs_no_label(void **state)
{
  (void)state;
  assert_record("道路运输经营许可证\n渝交运管许可渝字500103001234号\n"
                "业户名称：重庆听松物流有限公司\n",
                "road_transport",
                (const struct expectation[]){
                    {"licence_number", "渝交运管许可渝字500103001234号", "ok"},
                    {0},
                });
  assert_record("开户许可证\n基本存款账户\n开户银行：云岫银行重庆支行\n6530-00123456\n",
                "bank_account",
                (const struct expectation[]){
                    {"registration_number", "6530-00123456", "check"},
                    {0},
                });
}

static void test_numbers_begin_with_the_sign_of_a_province(void **state)
{
  (void)state;
  assert_record(
      "网络文化经营许可证\n编号：渝网文〔2019〕1234-056号\n", "network_culture",
      (const struct expectation[]){{"licence_number", "渝网文〔2019〕1234-056号", "ok"}, {0}});
  assert_record(
      "网络文化经营许可证\n编号：榆网文〔2019〕1234-056号\n", "network_culture",
      (const struct expectation[]){{"licence_number", "榆网文〔2019〕1234-056号", "check"}, {0}});
  assert_record(
      "网络文化经营许可证\n编号：渝网文[2019】1234-056号\n", "network_culture",
      (const struct expectation[]){{"licence_number", "渝网文[2019】1234-056号", "check"}, {0}});
  assert_record("广播电视节目制作经营许可证\n（渝）字第01234号\n", "broadcast_production",
                (const struct expectation[]){{"licence_number", "（渝）字第01234号", "ok"}, {0}});
  assert_record("软件产品登记证书\n登记号：渝DGY-2015-0123\n", "software_product",
                (const struct expectation[]){{"certificate_number", "渝DGY-2015-0123", "ok"}, {0}});
}

/* R0M and ROM both fit the pattern of such numbers; only the print tells. */
static void test_a_letter_that_may_be_a_digit_is_to_be_checked(void **state)
{
  (void)state;
  assert_record("质量管理体系认证证书\n证书编号：01618Q20044R0M\n", "quality_management",
                (const struct expectation[]){{"certificate_number", "01618Q20044R0M", "ok"}, {0}});
  assert_record(
      "质量管理体系认证证书\n证书编号：01618Q20044ROM\n", "quality_management",
      (const struct expectation[]){{"certificate_number", "01618Q20044R0M", "check"}, {0}});
}

/* Registration numbers of 13 digits have no check digit; of 15 one that must fit. */
static void test_registration_numbers_of_both_lengths(void **state)
{
  (void)state;
  assert_record(
      "企业法人营业执照\n注册号 5001051234567\n名称 重庆听松科技有限公司\n经营范围 软件开发\n",
      "business_licence",
      (const struct expectation[]){{"unified_social_credit_code", "5001051234567", "ok"}, {0}});
  assert_record(
      "企业法人营业执照\n注册号 500105123456789\n名称 重庆听松科技有限公司\n经营范围 软件开发\n",
      "business_licence",
      (const struct expectation[]){{"unified_social_credit_code", "500105123456789", "check"},
                                   {0}});
}

static void test_the_day_of_issue_stands_right_of_its_label_too(void **state)
{
  (void)state;
  assert_record("危险化学品经营许可证\n企业名称：重庆听松化工有限公司\n发证机关：\n发证日期：2017年"
                "03月17日\n",
                "hazardous_chemicals",
                (const struct expectation[]){{"issue_date", "2017-03-17", "ok"}, {0}});
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_telecom_and_information_service_licence),
      cmocka_unit_test(test_high_tech_enterprise),
      cmocka_unit_test(test_a_high_tech_enterprise_whose_title_is_not_read),
      cmocka_unit_test(test_a_title_of_which_most_is_read),
      cmocka_unit_test(test_software_enterprise_and_product),
      cmocka_unit_test(test_patents_with_their_check_digit),
      cmocka_unit_test(test_licences_of_trades),
      cmocka_unit_test(test_rows_without_labels_and_marks),
      cmocka_unit_test(test_labels_that_most_certificates_share_on_one_of_no_known_kind),
      cmocka_unit_test(test_a_code_without_its_label),
      cmocka_unit_test(test_a_known_label_names_what_is_not_of_its_kind),
      cmocka_unit_test(test_a_term_ends_with_its_days),
      cmocka_unit_test(test_a_date_alone_in_its_row_is_the_date_of_issue),
      cmocka_unit_test(test_a_number_that_says_what_it_is_needs_no_label),
      cmocka_unit_test(test_numbers_begin_with_the_sign_of_a_province),
      cmocka_unit_test(test_a_letter_that_may_be_a_digit_is_to_be_checked),
      cmocka_unit_test(test_registration_numbers_of_both_lengths),
      cmocka_unit_test(test_the_day_of_issue_stands_right_of_its_label_too),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
