#include "page/line_find.h"

#include <math.h>
#include <stdlib.h>

#include "base/number.h"
#include "page/line_core.h"

/* Characters that the network sees best, and between which heights it sees them well (pixels). */
static const double NET_CHAR = 22, NET_CHAR_MIN = 14, NET_CHAR_MAX = 40;
/* Bounds of the longer side of what it is shown (pixels). */
static const double NET_SIDE_MIN = 480, NET_SIDE_MAX = 2400;

static double net_factor(double char_size, PIX *picture)
{
  double longer = max_int(pixGetWidth(picture), pixGetHeight(picture));
  double factor = NET_CHAR / char_size;
  return fmin(fmax(factor, NET_SIDE_MIN / longer), NET_SIDE_MAX / longer);
}

static enum status cores_by_net(const struct line_net *net, PIX *luminance, PIX *redness,
                                double factor, struct core_list *ret_cores, struct error *error)
{
  PIX *small = pixScale(luminance, (l_float32)factor, (l_float32)factor);
  PIX *small_red = redness ? pixScale(redness, (l_float32)factor, (l_float32)factor) : NULL;
  struct line_map map = {0};
  enum status status =
      small && (small_red || !redness)
          ? line_net_run(net, small, small_red, &map, error)
          : error_set(error, STATUS_NO_MEMORY, "not enough memory to find the lines of a page");
  if (status == STATUS_OK) {
    double scale = (double)pixGetWidth(luminance) / pixGetWidth(map.core);
    *ret_cores = cores_find(map.core, scale);
  }
  line_map_clear(&map);
  pixDestroy(&small);
  pixDestroy(&small_red);
  return status;
}

enum status lines_find(const struct line_net *net, PIX *luminance, PIX *redness, PIX *mask,
                       int char_size, struct segment_list *ret_list, struct error *error)
{
  double factor = net_factor(char_size, luminance);
  struct core_list cores = {0};
  enum status status = cores_by_net(net, luminance, redness, factor, &cores, error);
  double wanted = cores.height > 0 ? net_factor(cores.height, luminance) : factor;
  bool unlike = cores.height * factor < NET_CHAR_MIN || cores.height * factor > NET_CHAR_MAX;
  if (cores.height > 0 && unlike && fabs(wanted / factor - 1) > 0.1) {
    free(cores.cores);
    cores = (struct core_list){0};
    status = cores_by_net(net, luminance, redness, wanted, &cores, error);
  }
  cores_join(&cores, mask);
  *ret_list = status == STATUS_OK ? segments_of_cores(&cores, mask) : (struct segment_list){0};
  free(cores.cores);
  return status;
}
