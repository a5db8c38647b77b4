#include "tests/cmocka_all.h"

#include "base/memory.h"
#include "output/sentence.h"

static void test_common_sentences_are_also_chinese(void **state)
{
  (void)state;
  static const struct {
    const char *english, *chinese;
  } cases[] = {
      {"there is no such day: 2019-02-30", "没有这一天：2019-02-30"},
      {"page 2 has 和虱未央", "第 2 页为“和虱未央”"},
      {"page 2 has A; page 3 has B", "第 2 页为“A”；第 3 页为“B”"},
      {"read from a seal; please compare", "取自印章，请对照"},
      {"the QR code has B2-1, the print has B2-7", "二维码为 B2-1，印刷为 B2-7"},
      {"the QR code has B2-1", "二维码为 B2-1"},
      {"the QR code has it too", "二维码中也是这个"},
      {"page 2 has another list; and 3 more", "第 2 页是另一份清单；另有 3 处"},
      {"the number is of 北京, the company's name is of 上海", "编号属于北京，公司名称属于上海"},
      {"the number is of no province, the company's name is of 上海",
       "编号不属于任何省份，公司名称属于上海"},
      {"page 4: took too long", "第 4 页：took too long"},
      {"page 4: the file is empty; copy or scan it again", "第 4 页：文件是空的；请重新复制或扫描"},
      {"the picture says it has 9 × 8 pixels, more than the limit of 7; scan it at a lower "
       "resolution, or raise --max-pixels",
       "图像自称有 9 × 8 像素，超过 7 的上限；请用较低的分辨率扫描，或调高 --max-pixels"},
      {"the licence number is B2-1 on page 1 but B2-7 on page 3; look at both pages",
       "第 1 页的许可证编号为“B2-1”，第 3 页为“B2-7”；请查看这两页"},
      {"told by its shape, which is unlike what was read: 岫 (read as 册), 瞍 (read as "
       "上时)",
       "按字形取定，字形与识读的字不同：岫（读作“册”），瞍（读作“上时”）"},
      {"cannot be opened: Permission denied", "无法打开：没有权限"},
      {"something new", "something new"},
      {"there is no such day: 2019-02-30; something new",
       "there is no such day: 2019-02-30; something new"},
      {"page  has ", "page  has "},
      {"", ""},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    autofree char *chinese = sentence_in_chinese(cases[i].english);
    assert_string_equal(chinese, cases[i].chinese);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_common_sentences_are_also_chinese)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
