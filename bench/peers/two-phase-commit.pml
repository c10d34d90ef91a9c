/* Two-phase commit with N managers (up to 9). Manager: 0 working, 1 prepared, 2 committed, 3 aborted; tm: 0 init, 1 committed, 2 aborted. */
byte rm[N];
byte tm;
short prepared, sent;
bit commit, abort;

#define ALL ((1 << N) - 1)

#define RM(i) \
  :: d_step { tm == 0 && (sent & (1 << i)) -> prepared = prepared | (1 << i) } \
  :: d_step { rm[i] == 0 -> rm[i] = 1; sent = sent | (1 << i) } \
  :: d_step { rm[i] == 0 -> rm[i] = 3 } \
  :: d_step { commit -> rm[i] = 2 } \
  :: d_step { abort -> rm[i] = 3 }

#if N == 9
#define ANY(v) (rm[0] == v || rm[1] == v || rm[2] == v || rm[3] == v || rm[4] == v || rm[5] == v || rm[6] == v || rm[7] == v || rm[8] == v)
#elif N == 8
#define ANY(v) (rm[0] == v || rm[1] == v || rm[2] == v || rm[3] == v || rm[4] == v || rm[5] == v || rm[6] == v || rm[7] == v)
#else
#define ANY(v) (rm[0] == v || rm[1] == v || rm[2] == v || rm[3] == v || rm[4] == v || rm[5] == v || rm[6] == v)
#endif

init {
  do
  :: (ANY(2) && ANY(3)) -> assert(false)
  :: d_step { tm == 0 && prepared == ALL -> tm = 1; commit = 1 }
  :: d_step { tm == 0 -> tm = 2; abort = 1 }
  RM(0) RM(1) RM(2) RM(3) RM(4) RM(5) RM(6)
#if N > 7
  RM(7)
#endif
#if N > 8
  RM(8)
#endif
  od
}
