#include <stdio.h>

int main(void)
{
  puts("zhaolu " ZHAOLU_VERSION);
  return 0;
}
