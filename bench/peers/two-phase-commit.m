-- Two-phase commit; the constant N stands before this text.
type
  manager: 1..N;
var
  rm: array [manager] of enum { working, prepared, committed, aborted };
  tm: 0..2;
  counted, sent: array [manager] of boolean;
  commit, abort: boolean;

startstate begin
  for i: manager do rm[i] := working; counted[i] := false; sent[i] := false; end;
  tm := 0; commit := false; abort := false;
end;

rule tm = 0 & forall i: manager do counted[i] end ==> begin tm := 1; commit := true; end;
rule tm = 0 ==> begin tm := 2; abort := true; end;
ruleset i: manager do
  rule tm = 0 & sent[i] ==> begin counted[i] := true; end;
  rule rm[i] = working ==> begin rm[i] := prepared; sent[i] := true; end;
  rule rm[i] = working ==> begin rm[i] := aborted; end;
  rule commit ==> begin rm[i] := committed; end;
  rule abort ==> begin rm[i] := aborted; end;
end;

invariant !(exists i: manager do rm[i] = committed end & exists i: manager do rm[i] = aborted end);
