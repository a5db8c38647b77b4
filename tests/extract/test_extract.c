#include "tests/extract/extract_fixture.h"

#define FRONT_INTRO                                                                                                                               \
  "中华人民共和国\n增值电信业务经营许可证\n"                                                                                    \
  "经营许可证编号：渝B2-20200646\n"                                                                                                      \
  "根据《中华人民共和国电信条例》及国家有关规定，经审查，准许你公司按照本经营许可证（正文和附件）" \
  "载明的内容经营增值电信业务，特颁发增值电信业务经营许可证。\n"
#define FRONT_END "发证机关（盖章）：\n发证日期：2020年05月06日\n有效期至：2025年05月06日\n"

static void test_takes_the_fields_of_a_front_page_in_its_present_form(void **state)
{
  (void)state;
  assert_record(
      FRONT_INTRO "公司名称：重庆云岫数据服务有限公司\n法定代表人：沈知夏\n"
                  "业务种类\n(服务项目)\n及覆盖范围：\n"
                  "内容分发网络业务\n信息服务业务（仅限互联网信息服务）\n"
                  "不含信息即时交互服务。\n" FRONT_END,
      "value_added_telecom_licence",
      (const struct expectation[]){
          {"licence_number", "渝B2-20200646", "ok"},
          {"company_name", "重庆云岫数据服务有限公司", "ok"},
          {"legal_representative", "沈知夏", "ok"},
          {"business",
           "[{\"name\":\"内容分发网络业务\",\"terms\":[],\"coverage\":null},"
           "{\"name\":\"信息服务业务（仅限互联网信息服务）\",\"terms\":[\"不含信息即时交互"
           "服务。\"],\"coverage\":null}]",
           "ok"},
          {"coverage", "-", "missing"},
          {"issue_date", "2020-05-06", "ok"},
          {"expiry_date", "2025-05-06", "ok"},
          {"issuing_authority", "-", "check"}, /* only its label */
          {"signer", "-", "missing"},
          {0},
      });
}

static void test_takes_values_typed_between_the_rows_of_a_label(void **state)
{
  (void)state;
  assert_record(FRONT_INTRO "公 司 名 称:重庆云岫数据服务有限公司\n法定代表人 沈知夏\n"
                            "业务种类:信息服务业务(不含互联网信息服务)\n(服务项目)全国\n"
                            "及覆盖范围:\n\n" FRONT_END,
                "value_added_telecom_licence",
                (const struct expectation[]){
                    {"company_name", "重庆云岫数据服务有限公司", "ok"},
                    {"legal_representative", "沈知夏", "ok"},
                    {"business",
                     "[{\"name\":\"信息服务业务(不含互联网信息服务)\",\"terms\":[],"
                     "\"coverage\":\"全国\"}]",
                     "ok"},
                    {"coverage", "全国", "ok"},
                    {0},
                });
}

static void test_takes_the_fields_of_an_older_front_page(void **state)
{
  (void)state;
  assert_record(
      "中华人民共和国 增值电信业务经营许可证\n\n经营许可证编号: B2-20160091\n\n"
      "根据《中华人民共和国电信条例》及国家有关规定,特颁发跨地区增值电信业务经营许可证。\n\n"
      "公司名称:重庆云岫数据服务有限公司\n\n法定代表人:冼知夏\n\n"
      "注册资本:人民币壹仟万元\n\n注册住所:重庆市渝中区云岫路8号2幢516室\n\n"
      "业务种类:第二类增值电信业务中的信息服务业务\n(不含互联网信息服务)\n\n"
      "业务覆盖范围:北京、上海、\n广东\n(服务项目)\n\n签发人:\n\n尚 望舒\n\n"
      "发证日期: 2018 年 05 月 03 日\n\n有效期至:\n2021 年 01 月 19 日\n",
      "value_added_telecom_licence",
      (const struct expectation[]){
          {"licence_number", "B2-20160091", "ok"},
          {"legal_representative", "冼知夏", "ok"},
          {"registered_capital", "人民币壹仟万元", "ok"},
          {"registered_address", "重庆市渝中区云岫路8号2幢516室", "ok"},
          {"business",
           "[{\"name\":\"第二类增值电信业务中的信息服务业务(不含互联网信息服务)\","
           "\"terms\":[],\"coverage\":\"北京、上海、广东\"}]",
           "ok"},
          {"coverage", "北京、上海、广东", "ok"},
          {"signer", "尚望舒", "ok"},
          {"issue_date", "2018-05-03", "ok"},
          {"expiry_date", "2021-01-19", "ok"},
          {0},
      });
}

#define ANNEX_HEAD                                                                                 \
  "\f经营许可证编号：渝B2-20200646\n中华人民共和国增值电信业务经营许可证（附 页）\n"

static void test_takes_businesses_from_the_annex_that_the_front_page_points_to(void **state)
{
  (void)state;
  assert_record(FRONT_INTRO
                "公司名称：重庆云岫数据服务有限公司\n法定代表人：沈知夏\n"
                "业务种类 见附页\n(服务项目)\n及覆盖范围：\n" FRONT_END ANNEX_HEAD
                "重庆云岫数据服务有限公司获准经营的业务种类、服务项目和业务覆盖范围：\n"
                "国内呼叫中心业务\n业务覆盖范围：全国\n"
                "在线数据处理与交易处理业务(仅限经营类电子商务)\n业务覆盖范围：重庆\n1/2\n",
                "value_added_telecom_licence",
                (const struct expectation[]){
                    {"company_name", "重庆云岫数据服务有限公司", "ok"},
                    {"business",
                     "[{\"name\":\"国内呼叫中心业务\",\"terms\":[],\"coverage\":\"全国\"},"
                     "{\"name\":\"在线数据处理与交易处理业务(仅限经营类电子商务)\",\"terms\":[],"
                     "\"coverage\":\"重庆\"}]",
                     "ok"},
                    {"coverage", "-", "missing"}, /* they differ: each business has its own */
                    {0},
                });
}

static void test_says_that_an_annex_is_not_there(void **state)
{
  (void)state;
  struct record *record =
      text_record(FRONT_INTRO "公司名称：重庆云岫数据服务有限公司\n业务种类 见附页\n(服务项目)\n"
                              "及覆盖范围：\n" FRONT_END);
  assert_value(record, "business", "-");
  assert_string_equal(record_status(record, "business"), "check");
  assert_int_equal(record_check(record, "business", "annex"), 0);
  record_free(&record);
}

static void test_lists_the_websites_of_an_annex(void **state)
{
  (void)state;
  assert_record(
      "经营许可证编号：渝B2-20200646\n中华人民共和国增值电信业务经营许可证\n（附 页）\n"
      "重庆云岫数据服务有限公司获准经营在线数据处理与交易处理业\n务(仅限经营类电子商务)相关信息\n"
      "网站名称：云岫商城\n网站域名：shop.example\n服务器放置地：浙江省杭州市文澜路8号云谷科技\n"
      "园5号楼\n网站接入服务提供单位：听松云计算有限公司\n"
      "重庆云岫数据服务有限公司获准经营信息服务业务(仅限互联网信\n息服务)相关信息\n"
      "网站名称：云岫资讯\n网站域名：news.example\n1/1\n",
      "value_added_telecom_licence",
      (const struct expectation[]){
          {"company_name", "重庆云岫数据服务有限公司", "ok"},
          {"business",
           "[{\"name\":\"在线数据处理与交易处理业务(仅限经营类电子商务)\",\"terms\":[],"
           "\"coverage\":null},{\"name\":\"信息服务业务(仅限互联网信息服务)\",\"terms\":[],"
           "\"coverage\":null}]",
           "ok"},
          {"websites",
           "[{\"name\":\"云岫商城\",\"domain\":\"shop.example\",\"server\":\"浙江省杭州市文澜路8号"
           "云谷科技园5号楼\",\"access_provider\":\"听松云计算有限公司\",\"business\":"
           "\"在线数据处理"
           "与交易处理业务(仅限经营类电子商务)\"},{\"name\":\"云岫资讯\",\"domain\":\"news."
           "example\","
           "\"server\":null,\"access_provider\":null,\"business\":\"信息服务业务("
           "仅限互联网信息服务)"
           "\"}]",
           "ok"},
          {0},
      });
}

static void test_takes_the_fields_of_a_business_licence(void **state)
{
  (void)state;
  assert_record(
      "营业执照\n统一社会信用代码\n91350100M000100Y43\n名 称 重庆云岫数据服务有限公司 "
      "成立日期 2015年03月13日\n类 型 有限责任公司 住 所 重庆市渝中区云岫路8号\n"
      "法定代表人 沈知夏\n注册资本 贰仟万元整\n经营范围 软件开发；技术服务\n；设计。\n登记机关\n"
      "重庆市市场监督管理局\n2021年04月20日\n国家企业信用信息公示系统网址：\n",
      "business_licence",
      (const struct expectation[]){
          {"unified_social_credit_code", "91350100M000100Y43", "ok"},
          {"company_name", "重庆云岫数据服务有限公司", "ok"},
          {"company_type", "有限责任公司", "ok"},
          {"legal_representative", "沈知夏", "ok"},
          {"registered_capital", "贰仟万元整", "ok"},
          {"business_scope", "软件开发；技术服务；设计。", "ok"},
          {"establishment_date", "2015-03-13", "ok"},
          {"registered_address", "重庆市渝中区云岫路8号", "ok"},
          {"issuing_authority", "重庆市市场监督管理局", "ok"},
          {"issue_date", "2021-04-20", "ok"},
          {0},
      });
}

static void test_takes_the_fields_of_copyright_certificates(void **state)
{
  (void)state;
  assert_record(
      "中华人民共和国国家版权局\n计算机软件著作权登记证书\n证书号：软著登字第3631528号\n"
      "软 件 名 称：云岫农情采集软件\n[简称：农情]\nV2.0\n著 作 权 人：重庆云岫数据服务有限公司\n"
      "开发完成日期：2022年01月27日\n首次发表日期：未发表\n权利取得方式：原始取得\n"
      "权 利 范 围：全部权利\n登 记 号：2022SR0337410\n"
      "根据《计算机软件保护条例》的规定，对以上事项予以登记。\nNo. 03125660\n2023年01月27日\n",
      "software_copyright",
      (const struct expectation[]){
          {"certificate_number", "软著登字第3631528号", "ok"},
          {"software_name", "云岫农情采集软件[简称：农情]V2.0", "ok"},
          {"copyright_owner", "重庆云岫数据服务有限公司", "ok"},
          {"completion_date", "2022-01-27", "ok"},
          {"first_publication_date", "未发表", "ok"},
          {"rights_acquisition", "原始取得", "ok"},
          {"rights_scope", "全部权利", "ok"},
          {"registration_number", "2022SR0337410", "ok"},
          {"issue_date", "2023-01-27", "ok"},
          {0},
      });
  assert_record(
      "作品登记证书\n登 记 号： 渝作登字-2022-F-10093517\n作品名称：云岫 作品类别：美术作品\n"
      "作 者： 沈知夏 著作权人： 沈知夏\n创作完成日期：2022年01月28日 "
      "首次发表日期：2022年01月29日\n以上事项，由沈知夏申请，经中国版权保护中心审核，根据《作品"
      "自愿登记试行办法》规定，予以登记。\n登记日期：2022年04月14日 登记机构签章\n",
      "work_registration",
      (const struct expectation[]){
          {"registration_number", "渝作登字-2022-F-10093517", "ok"},
          {"work_name", "云岫", "ok"},
          {"work_category", "美术作品", "ok"},
          {"author", "沈知夏", "ok"},
          {"copyright_owner", "沈知夏", "ok"},
          {"completion_date", "2022-01-28", "ok"},
          {"first_publication_date", "2022-01-29", "ok"},
          {"applicant", "沈知夏", "ok"},
          {"registration_date", "2022-04-14", "ok"},
          {0},
      });
}

static void test_gives_label_and_value_of_a_document_of_no_known_type(void **state)
{
  (void)state;
  assert_record("荣誉证书\n证书编号：JY-001\n姓名：沈知夏 日期：2023年5月\n"
                "会议强调：改革任务越是繁重，越要把稳方向。\n网址 http://www.example.invalid\n",
                "unknown",
                (const struct expectation[]){
                    {"certificate_number", "JY-001", "check"},
                    {"姓名", "沈知夏", "check"},
                    {"日期", "2023年5月", "check"},
                    {0},
                });
  struct record *record = text_record("会议强调：改革任务越是繁重，越要把稳方向。\n");
  assert_int_equal(record->field_count, 0);
  record_free(&record);
  record = text_record("");
  assert_int_equal(record->field_count, 0);
  record_free(&record);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_takes_the_fields_of_a_front_page_in_its_present_form),
      cmocka_unit_test(test_takes_values_typed_between_the_rows_of_a_label),
      cmocka_unit_test(test_takes_the_fields_of_an_older_front_page),
      cmocka_unit_test(test_takes_businesses_from_the_annex_that_the_front_page_points_to),
      cmocka_unit_test(test_says_that_an_annex_is_not_there),
      cmocka_unit_test(test_lists_the_websites_of_an_annex),
      cmocka_unit_test(test_takes_the_fields_of_a_business_licence),
      cmocka_unit_test(test_takes_the_fields_of_copyright_certificates),
      cmocka_unit_test(test_gives_label_and_value_of_a_document_of_no_known_type),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
