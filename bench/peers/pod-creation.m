-- The pod-creation protocol; constants P, R, K, BE, BN, BK stand before this text.
type
  pod: 1..P;
  machine: 1..2;
  maybe: 0..2;
  bit: 0..1;
var
  kub, sev, kev, stat: array [pod] of bit;
  req, ctr, node, bind: array [pod] of maybe;
  st: array [pod] of 0..4;
  up, kup, rdy: array [machine] of bit;
  eup: array [1..3] of bit;
  be: 0..BE; bn: 0..BN; bk: 0..BK;

function quorum(): boolean;
begin
  return eup[1] + eup[2] + eup[3] >= 2;
end;

function placed(i: pod): boolean;
begin
  return st[i] = 2 | st[i] = 3;
end;

function live(): 0..P;
var n: 0..P;
begin
  n := 0;
  for i: pod do
    if req[i] != 0 | (st[i] >= 1 & st[i] <= 3) then n := n + 1; end;
  end;
  return n;
end;

function alive(n: maybe): boolean;
begin
  if n = 0 then return false; end;
  return up[n] = 1 & kup[n] = 1;
end;

procedure relist(n: machine);
begin
  for i: pod do
    if node[i] = n & placed(i) then kev[i] := 1; end;
  end;
end;

startstate begin
  for i: pod do
    kub[i] := i <= K ? 1 : 0;
    req[i] := 0; st[i] := 0; node[i] := 0; sev[i] := 0; bind[i] := 0; kev[i] := 0; ctr[i] := 0; stat[i] := 0;
  end;
  for n: machine do up[n] := 1; kup[n] := 1; rdy[n] := 1; end;
  for m := 1 to 3 do eup[m] := 1; end;
  be := BE; bn := BN; bk := BK;
end;

ruleset i: pod do
  rule kub[i] = 1 ==> begin kub[i] := 0; req[i] := 1; end;
  rule live() < R & kub[i] = 0 & req[i] = 0 & st[i] = 0 & sev[i] = 0 & bind[i] = 0 & kev[i] = 0 & stat[i] = 0
    ==> begin req[i] := 1; end;
  rule live() > R & st[i] >= 1 & st[i] <= 3 & quorum() ==> begin st[i] := 4; end;
  rule req[i] = 1 ==> begin req[i] := 2; end;
  rule req[i] = 2 & quorum() ==> begin req[i] := 0; st[i] := 1; sev[i] := 1; end;
  ruleset n: machine do
    rule sev[i] = 1 & st[i] = 1 & rdy[n] = 1 ==> begin sev[i] := 0; bind[i] := n; end;
  end;
  rule sev[i] = 1 & st[i] != 1 ==> begin sev[i] := 0; end;
  rule bind[i] != 0 & quorum() ==> begin
    if st[i] = 1 then st[i] := 2; node[i] := bind[i]; kev[i] := 1; end;
    bind[i] := 0;
  end;
  rule kev[i] = 1 & alive(node[i]) ==> begin
    kev[i] := 0;
    if ctr[i] = 0 & placed(i) then ctr[i] := 1;
    elsif ctr[i] = 2 & st[i] = 2 then stat[i] := 1; end;
  end;
  rule ctr[i] = 1 & alive(node[i]) ==> begin ctr[i] := 2; stat[i] := 1; end;
  rule stat[i] = 1 & quorum() ==> begin stat[i] := 0; if st[i] = 2 then st[i] := 3; end; end;
  rule st[i] = 4 & ctr[i] != 0 & alive(node[i]) ==> begin ctr[i] := 0; end;
  rule st[i] = 4 & ctr[i] = 0 & quorum() ==> begin st[i] := 0; node[i] := 0; kev[i] := 0; end;
  rule placed(i) & rdy[node[i]] = 0 & quorum() ==> begin st[i] := 4; end;
end;

ruleset n: machine do
  rule up[n] = 0 & rdy[n] = 1 & quorum() ==> begin rdy[n] := 0; end;
  rule up[n] = 1 & rdy[n] = 0 & quorum() ==> begin rdy[n] := 1; end;
  rule bn > 0 & up[n] = 1 ==> begin
    bn := bn - 1; up[n] := 0; kup[n] := 0;
    for i: pod do if node[i] = n then ctr[i] := 0; end; end;
  end;
  rule up[n] = 0 ==> begin up[n] := 1; kup[n] := 1; relist(n); end;
  rule bk > 0 & up[n] = 1 & kup[n] = 1 ==> begin
    bk := bk - 1; kup[n] := 0;
    for i: pod do if node[i] = n & ctr[i] = 1 then ctr[i] := 0; end; end;
  end;
  rule up[n] = 1 & kup[n] = 0 ==> begin kup[n] := 1; relist(n); end;
end;

ruleset m: 1..3 do
  rule be > 0 & eup[m] = 1 ==> begin be := be - 1; eup[m] := 0; end;
  rule eup[m] = 0 ==> begin eup[m] := 1; end;
end;

invariant forall i: pod do
  (ctr[i] = 0 | (node[i] != 0 & up[node[i]] = 1 & st[i] >= 2)) &
  (!placed(i) | node[i] != 0) & (st[i] > 1 | node[i] = 0) & (kev[i] = 0 | node[i] != 0)
end;
invariant live() <= R + K;
