/* The pod-creation protocol: P pods (2 or 3), 2 nodes, 3 etcd members. Indexes start at 0, so node k is stored as k + 1. */
byte kub[P], req[P], st[P], node[P], sev[P], bind[P], kev[P], ctr[P], stat[P];
byte up[2], kup[2], rdy[2], eup[3];
byte be = BE, bn = BN, bk = BK;

#define ISLIVE(i) (req[i] != 0 || (st[i] >= 1 && st[i] <= 3))
#if P == 3
#define LIVE (ISLIVE(0) + ISLIVE(1) + ISLIVE(2))
#define EACH(X) X(0) && X(1) && X(2)
#define PODS(X, n) X(0, n) X(1, n) X(2, n)
#else
#define LIVE (ISLIVE(0) + ISLIVE(1))
#define EACH(X) X(0) && X(1)
#define PODS(X, n) X(0, n) X(1, n)
#endif
#define QUORUM (eup[0] + eup[1] + eup[2] >= 2)
#define FREE(i) (kub[i] == 0 && req[i] == 0 && st[i] == 0 && sev[i] == 0 && bind[i] == 0 && kev[i] == 0 && stat[i] == 0)
#define ALIVE(n) (n != 0 && up[n-1] && kup[n-1])

#define INV(i) \
  (ctr[i] == 0 || (node[i] != 0 && up[node[i]-1] && st[i] >= 2)) && \
  (!(st[i] == 2 || st[i] == 3) || node[i] != 0) && (st[i] > 1 || node[i] == 0) && (kev[i] == 0 || node[i] != 0)

#define RELIST(i, n) if :: (node[i] == n+1 && (st[i] == 2 || st[i] == 3)) -> kev[i] = 1 :: else fi;
#define STOP(i, n) if :: (node[i] == n+1) -> ctr[i] = 0 :: else fi;
#define FORGET(i, n) if :: (node[i] == n+1 && ctr[i] == 1) -> ctr[i] = 0 :: else fi;

#define POD(i) \
  :: d_step { kub[i] == 1 -> kub[i] = 0; req[i] = 1 } \
  :: d_step { LIVE < R && FREE(i) -> req[i] = 1 } \
  :: d_step { LIVE > R && st[i] >= 1 && st[i] <= 3 && QUORUM -> st[i] = 4 } \
  :: d_step { req[i] == 1 -> req[i] = 2 } \
  :: d_step { req[i] == 2 && QUORUM -> req[i] = 0; st[i] = 1; sev[i] = 1 } \
  :: d_step { sev[i] == 1 && st[i] == 1 && rdy[0] -> sev[i] = 0; bind[i] = 1 } \
  :: d_step { sev[i] == 1 && st[i] == 1 && rdy[1] -> sev[i] = 0; bind[i] = 2 } \
  :: d_step { sev[i] == 1 && st[i] != 1 -> sev[i] = 0 } \
  :: d_step { bind[i] != 0 && QUORUM -> if :: st[i] == 1 -> st[i] = 2; node[i] = bind[i]; kev[i] = 1 :: else fi; bind[i] = 0 } \
  :: d_step { kev[i] == 1 && ALIVE(node[i]) -> kev[i] = 0; \
       if :: ctr[i] == 0 && (st[i] == 2 || st[i] == 3) -> ctr[i] = 1 \
          :: ctr[i] == 2 && st[i] == 2 -> stat[i] = 1 :: else fi } \
  :: d_step { ctr[i] == 1 && ALIVE(node[i]) -> ctr[i] = 2; stat[i] = 1 } \
  :: d_step { stat[i] == 1 && QUORUM -> stat[i] = 0; if :: st[i] == 2 -> st[i] = 3 :: else fi } \
  :: d_step { st[i] == 4 && ctr[i] != 0 && ALIVE(node[i]) -> ctr[i] = 0 } \
  :: d_step { st[i] == 4 && ctr[i] == 0 && QUORUM -> st[i] = 0; node[i] = 0; kev[i] = 0 } \
  :: d_step { (st[i] == 2 || st[i] == 3) && rdy[node[i]-1] == 0 && QUORUM -> st[i] = 4 }

#define NODE(n) \
  :: d_step { up[n] == 0 && rdy[n] == 1 && QUORUM -> rdy[n] = 0 } \
  :: d_step { up[n] == 1 && rdy[n] == 0 && QUORUM -> rdy[n] = 1 } \
  :: d_step { bn > 0 && up[n] == 1 -> bn--; up[n] = 0; kup[n] = 0; PODS(STOP, n) } \
  :: d_step { up[n] == 0 -> up[n] = 1; kup[n] = 1; PODS(RELIST, n) } \
  :: d_step { bk > 0 && up[n] == 1 && kup[n] == 1 -> bk--; kup[n] = 0; PODS(FORGET, n) } \
  :: d_step { up[n] == 1 && kup[n] == 0 -> kup[n] = 1; PODS(RELIST, n) }

#define ETCD(m) \
  :: d_step { be > 0 && eup[m] == 1 -> be--; eup[m] = 0 } \
  :: d_step { eup[m] == 0 -> eup[m] = 1 }

#define START \
  kub[0] = 1; up[0] = 1; up[1] = 1; kup[0] = 1; kup[1] = 1; rdy[0] = 1; rdy[1] = 1; \
  eup[0] = 1; eup[1] = 1; eup[2] = 1
/* Back to the start, for random runs one after the other. */
#define CLEAR(i, n) req[i] = 0; st[i] = 0; node[i] = 0; sev[i] = 0; bind[i] = 0; kev[i] = 0; ctr[i] = 0; stat[i] = 0;
#define AGAIN PODS(CLEAR, 0) be = BE; bn = BN; bk = BK; START

init {
  d_step { START }
  do
  :: !((EACH(INV)) && LIVE <= R + K) -> assert(false)
  POD(0)
  POD(1)
#if P == 3
  POD(2)
#endif
  NODE(0)
  NODE(1)
  ETCD(0)
  ETCD(1)
  ETCD(2)
#ifdef RESTART
  :: else -> d_step { AGAIN }
#endif
  od
}
