#include "jobs/reason_text.h"

#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "base/strbuf.h"
#include "output/sentence.h"

static const struct advice {
  enum status trouble;
  const char *english, *chinese;
} advices[] = {
    {STATUS_BAD_INPUT,
     "The file is damaged, incomplete or not what its name says. Open it in a picture viewer; if "
     "that fails too, scan or copy it again.",
     "文件已损坏、不完整，或内容与扩展名不符。请先用看图软件打开；若也打不开，请重新扫描或重新复制"
     "。"},
    {STATUS_UNSUPPORTED, "This kind of file is not read. Save it as PNG, JPEG, TIFF or PDF.",
     "不支持这种文件。请另存为 PNG、JPEG、TIFF 或 PDF。"},
    {STATUS_TOO_LARGE,
     "The file is over a limit that protects the machine. Scan at 300 dpi, split it, or raise the "
     "limit that the reason names.",
     "文件超过保护性上限。请用 300 dpi 扫描、拆分文件，或调高上述上限。"},
    {STATUS_IO, "The file could not be read. Check its permissions and the disk or network folder.",
     "无法读取文件。请检查文件权限，以及磁盘或网络文件夹。"},
    {STATUS_NO_MEMORY,
     "Memory ran out, several times. Use fewer workers (-j 1), more --worker-memory, or a lower "
     "resolution.",
     "多次内存不足。请减少进程数 (-j 1)、调高 --worker-memory，或降低扫描分辨率。"},
    {STATUS_TIMEOUT,
     "A page took too long, several times. Raise --page-timeout, or scan at a lower resolution.",
     "有页面多次超时。请调高 --page-timeout，或降低扫描分辨率。"},
    {STATUS_CRASHED,
     "The file broke the reading process, several times, and is kept apart. Save it again in "
     "another program, and please report it.",
     "该文件多次使识别进程崩溃，已隔离。请用其他软件另存后重试，并请报告此问题。"},
};

static const struct advice *advice_for(enum status trouble)
{
  static const struct advice other = {
      STATUS_OK, "Look at the log for what happened, correct it, and try again.",
      "请查看日志了解原因，处理后重试。"};
  for (size_t i = 0; i < sizeof advices / sizeof *advices; i++)
    if (advices[i].trouble == trouble)
      return &advices[i];
  return &other;
}

const char *failure_advice(enum status trouble)
{
  return advice_for(trouble)->english;
}

char *reason_text(const struct failure *failure)
{
  const struct advice *advice = advice_for(failure->trouble);
  const char *reason = message_after_name(failure->reason, failure->name);
  autofree char *chinese = sentence_in_chinese(reason);
  struct strbuf text = {0};
  char when[40];
  time_t now = time(NULL);
  struct tm local;
  localtime_r(&now, &local);
  strftime(when, sizeof when, "%Y-%m-%d %H:%M:%S", &local);
  strbuf_appendf(&text, "zhaolu could not read %s\n照录未能读出 %s\n\n", failure->name,
                 failure->name);
  strbuf_appendf(&text, "Why / 原因:\n  %s\n", reason);
  if (strcmp(chinese, reason) != 0)
    strbuf_appendf(&text, "  %s\n", chinese);
  strbuf_append(&text, "\n");
  strbuf_appendf(&text, "What to do / 怎么办:\n  %s\n  %s\n\n", advice->english, advice->chinese);
  strbuf_append(&text, "To try again / 重试:\n  drop the file into the inbox again / "
                       "把文件重新放入收件文件夹\n");
  if (failure->document)
    strbuf_appendf(&text, "  or / 或: zhaolu retry -o '%s' %lld\n", failure->out,
                   (long long)failure->document);
  strbuf_appendf(&text, "\n%s", when);
  if (failure->document)
    strbuf_appendf(&text, ", document / 文件号 %lld", (long long)failure->document);
  if (failure->attempts > 1)
    strbuf_appendf(&text, ", %d attempts / 尝试 %d 次", failure->attempts, failure->attempts);
  strbuf_append(&text, "\n");
  return strbuf_take(&text);
}
