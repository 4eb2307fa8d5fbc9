#!/usr/bin/env python3
"""The documented git lfs commands, option by option, by the real git-lfs and by ours, in repositories made alike.

usage: git-lfs-differential.py [--errors] FOLDER [NAME...]

FOLDER holds our git-mlops and git-mlops-filter; the real git-lfs is on PATH. Compares what each step prints on
standard output and how it ends; with --errors standard error, too, in lines that begin with "! ". Exit status 1 when
anything differs.
"""

import difflib
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))

PRELUDE = r"""
step() { printf '$ %s\n' "$*"; "$@" 2> "$ERRORS"; code=$?; [ "$ERRORS" = /dev/null ] || sed 's/^/! /' "$ERRORS"; echo "[$code]"; }
file() { head -c "$2" /dev/zero | tr '\0' "${3:-x}" > "$1"; }
old() { find . -name '*.bin' -exec touch -d '1 hour ago' {} +; git update-index -q --refresh; }
at() { GIT_AUTHOR_DATE="$1" GIT_COMMITTER_DATE="$1" git commit -qm "$2"; }
project() { git init -q -b main "$1"; cd "$1"; git lfs install --local >/dev/null; git lfs track '*.bin' >/dev/null
  git add .gitattributes; git commit -qm attributes; }
objects() { find .git/lfs/objects -type f -printf '%f\n' 2>/dev/null | sort | cut -c1-8; }
with_remote() { git init -q --bare ../o.git; git remote add origin "file://$(cd ..; pwd)/o.git"; }
"""

SCENARIOS = {
    "fetch": r"""
project a; with_remote; for i in 1 2 3; do file $i.bin $i; file d$i.bin 1$i; done; git add .; git commit -qm 1
git branch old; file 1.bin 21; git add .; git commit -qm 2; git push -q origin main old 2>/dev/null; git push -q origin v 2>/dev/null
clone() { cd ..; rm -rf c; GIT_LFS_SKIP_SMUDGE=1 git clone -q "file://$PWD/o.git" c; cd c; git lfs install --local --skip-smudge >/dev/null; }
clone; step git lfs fetch; objects; clone; step git lfs fetch --recent; objects; clone; step git lfs fetch --all; objects
clone; step git lfs fetch origin old; objects; clone; step git lfs fetch origin main origin/old; objects
clone; step git lfs fetch -I '1.bin'; objects; clone; step git lfs fetch --include='d*' --exclude='d1*'; objects
clone; step git lfs fetch -X '*.bin'; objects; clone; git config lfs.fetchexclude 'd*'; step git lfs fetch; objects
clone; git config lfs.fetchinclude '1.bin'; step git lfs fetch; objects; step git lfs fetch -I ''; objects
clone; step git lfs fetch --all -I '1.bin'; step git lfs fetch --all -X '1.bin'; step git lfs fetch --all --prune
clone; step git lfs fetch --prune; objects; step git lfs fetch nope; step git lfs fetch origin nope; step git lfs fetch --bogus
clone; git config lfs.fetchrecentalways true; step git lfs fetch; objects; clone; git config lfs.fetchrecentrefsdays 0
git config lfs.fetchrecentcommitsdays 3; step git lfs fetch --recent; objects; step git lfs fetch --all
""",
    "pull": r"""
project a; with_remote; mkdir s; for i in 1 2; do file $i.bin $i; file s/$i.bin 1$i; done; git add .; git commit -qm 1
git push -q origin main 2>/dev/null
clone() { cd "$top"; rm -rf c; GIT_LFS_SKIP_SMUDGE=1 git clone -q "file://$PWD/o.git" c; cd c; git lfs install --local --skip-smudge >/dev/null; }
top=$(cd ..; pwd); sizes() { find . -name '*.bin' -printf '%p %s\n' | sort; git status --short; }
clone; step git lfs pull; sizes; clone; step git lfs pull -I 's/*'; sizes; clone; step git lfs pull -X 's'; sizes
clone; step git lfs pull origin; sizes; clone; step git lfs pull nope; clone; cd s; step git lfs pull; cd ..; sizes
clone; rm 1.bin; echo mine > 2.bin; step git lfs pull; sizes; clone; step git lfs pull --include=1.bin --exclude=1.bin; sizes
clone; rm -rf ../o.git/lfs/objects; step git lfs pull; sizes; step git lfs pull --bogus
clone; git checkout -q --detach; step git lfs pull; step git lfs pull origin main
""",
    "push": r"""
project a; with_remote; for i in 1 2; do file $i.bin $i; done; git add .; git commit -qm 1; git branch side
file 3.bin 3; git add .; git commit -qm 2; git tag v1
step git lfs push --dry-run origin main; step git lfs push --dry-run origin side main; step git lfs push --dry-run --all origin
step git lfs push --dry-run --all origin side; step git lfs push --dry-run origin v1; step git lfs push -d origin HEAD
printf 'main\nside\n' | step git lfs push --dry-run --stdin origin; oid=$(git lfs ls-files -l | head -1 | cut -c1-64)
step git lfs push --object-id --dry-run origin $oid; echo $oid | step git lfs push --object-id --stdin origin
step git lfs push --object-id origin $oid; step git lfs push --object-id origin; step git lfs push --stdin origin main < /dev/null
step git lfs push origin side; step git lfs push --dry-run origin main; step git lfs push --all origin; step git lfs push origin main
step git lfs push nope; step git lfs push; step git lfs push origin; step git lfs push --bogus origin
git push -q origin main; file 9.bin 9; git add .; git commit -qm 9; find .git/lfs/objects -name "$(git lfs ls-files -l -I 9.bin | cut -c1-64)" -delete; step git lfs push origin main
git config lfs.allowincompletepush true; step git lfs push origin main
""",
    "prune": r"""
project a; with_remote; for i in 1 2 3 4; do file a.bin $i; git add .; at 2020-01-0${i}T00:00:00Z $i; done
step git lfs prune --dry-run; step git lfs prune; git push -q origin main 2>/dev/null
step git lfs prune --dry-run;  step git lfs prune -d --verify-remote; 
step git lfs prune --no-verify-remote -d; objects; git config lfs.pruneverifyremotealways true; step git lfs prune -d; step git lfs prune; objects
git config lfs.pruneremotetocheck nope; step git lfs prune; git config --unset lfs.pruneremotetocheck
file b.bin 11; git add .; at 2020-02-01T00:00:00Z b; git push -q origin main 2>/dev/null; step git lfs prune --force; objects
step git lfs prune --recent --force; objects; step git lfs prune --bogus
""",
    "ls-files": r"""
project a; mkdir s; for i in 1 2; do file $i.bin $i; file s/$i.bin 1$i; done; file big.bin 123456; file n.bin 1500; git add .; git commit -qm 1
git rm -q 2.bin; file 3.bin 3; git add .; git commit -qm 2; git branch -q b HEAD~1
for o in '' -l -s -n -d -a --deleted --json '-l -s' '-l -n' '-s -n' '-a -l' '--all --size' '-n -a' '-d -l' '--debug --size' \
  '-I 1.bin' '-I s' '-I s/*' '-X s' '-X *.bin' '-I *.bin -X s' HEAD HEAD~1 b 'HEAD~1 HEAD' 'b main' '-l HEAD~1' '--deleted HEAD' \
  '--deleted -l' '-a HEAD' '--json -l' '--json -s' '--json -n' '--json HEAD~1' '--json -a' nope 'HEAD nope' --bogus
do step git lfs ls-files $o; done; rm 1.bin; step git lfs ls-files; echo changed > 3.bin; step git lfs ls-files; step git lfs ls-files -d
git rm -q --cached s/1.bin; step git lfs ls-files; printf 'x' > 'sp ace.bin'; printf y > 'ä.bin'; git add .; step git lfs ls-files; step git lfs ls-files -n; step git lfs ls-files --json
git config lfs.fetchexclude s; step git lfs ls-files
""",
    "status": r"""
project a; with_remote; file a.bin 5; echo t > t.txt; git add .; step git lfs status; step git lfs status --porcelain; step git lfs status --json
git commit -qm 1; step git lfs status; step git lfs status --porcelain; step git lfs status --json; git push -qu origin main 2>/dev/null
echo more >> a.bin; echo more >> t.txt; step git lfs status; step git lfs status -p; step git lfs status -j; git add a.bin
step git lfs status; step git lfs status --porcelain; step git lfs status --json; git commit -qm 2; step git lfs status
git mv a.bin b.bin; git rm -qf t.txt; step git lfs status; step git lfs status --porcelain; step git lfs status --json
mkdir s; cd s; step git lfs status; cd ..
step git lfs status --bogus; git reset -q --hard; file 'sp ace.bin' 3; file ä.bin 4; git add .; step git lfs status; step git lfs status -p; step git lfs status -j
""",
    "env": r"""
project a; step git lfs env; git remote add origin https://example.com/a/b; git remote add other git@example.com:x/y.git; step git lfs env
git config lfs.url https://lfs.example.com/; git config remote.other.lfsurl https://o.example.com; git config lfs.fetchrecentrefsdays 3
git config lfs.concurrenttransfers 5; git config lfs.tustransfers true; git config lfs.basictransfersonly false
git config lfs.skipdownloaderrors true; git config lfs.storage ../store; git config lfs.pruneoffsetdays 9; step git lfs env
printf '[lfs]\n\tfetchinclude = a/*\n\tfetchexclude = b\n\turl = https://cfg.example.com\n' > .lfsconfig; git config --unset lfs.url; step git lfs env
GIT_LFS_SKIP_SMUDGE=1 step git lfs env; git config lfs.customtransfer.foo.path foo; git config lfs.standalonetransferagent foo; step git lfs env
git worktree add -q ../w; cd ../w; step git lfs env; cd ..; git clone -q --bare a bare.git; cd bare.git; step git lfs env; step git lfs env extra
git config remote.origin.url ssh://git@example.com:2222/x/y.git; step git lfs env; git config remote.origin.url file:///tmp/none; step git lfs env
""",
    "fsck": r"""
project a; for i in 1 2 3; do file $i.bin $i; done; git add .; git commit -qm 1; old; step git lfs fsck; step git lfs fsck --objects; step git lfs fsck --pointers
step git lfs fsck --objects --pointers; o=$(objects | head -1); f=$(find .git/lfs/objects -name "$o*"); chmod u+w $f; echo x >> $f
step git lfs fsck --objects --dry-run; step git lfs fsck -d; step git lfs fsck --pointers; step git lfs fsck --objects; ls .git/lfs/bad | cut -c1-8
step git lfs fsck; step git lfs fsck --dry-run; git update-index --add --cacheinfo 100644,$(echo raw | git hash-object -w --stdin),raw.bin
step git lfs fsck --pointers; git commit -qm raw; step git lfs fsck --pointers; step git lfs fsck --pointers HEAD; step git lfs fsck HEAD~1
step git lfs fsck HEAD~1..HEAD; step git lfs fsck --objects HEAD~1; step git lfs fsck nope; step git lfs fsck --bogus
(git cat-file blob HEAD:2.bin; echo) | git hash-object -w --stdin > ../blob; git update-index --add --cacheinfo 100644,$(cat ../blob),nc.bin; git commit -qm nc
step git lfs fsck --pointers; step git lfs fsck --pointers --dry-run; printf 'raw.bin -filter\n' >> .gitattributes; git add .gitattributes; git commit -qm at
step git lfs fsck --pointers HEAD; step git lfs fsck
""",
    "migrate": r"""
git init -q -b main a; cd a; git lfs install --local > /dev/null; mkdir d; file a.bin 3000; file d/b.bin 20000; file d/c.dat 9000; echo t > t.txt; git add .; git commit -qm 1
file a.bin 5000; git commit -qam 2; git checkout -q -b side HEAD~1; file s.bin 7000; git add .; git commit -qm s; git checkout -q main; git merge -q -m m side; git tag -a v1 -m v1
cp -r . ../copy; again() { cd ..; rm -rf a; cp -r copy a; cd a; }
for o in '' '--everything' '--above=4kb' '--top=1' '--top=0' '--include=*.bin' '-I *.bin -X d' '--pointers=follow' '--pointers=ignore' \
  '--pointers=no-follow' '--include-ref=refs/heads/side' '--exclude-ref=refs/heads/side' '--everything --above=1mb' '--unit=x' '--above=x' '--top=x' side 'main side' nope '--bogus'
do step git lfs migrate info $o; done; show() { git log --exclude='refs/original/*' --all --format='%T %s' | sort; git ls-files; cat .gitattributes; git status --short; }
for o in '--include=*.bin' '--include=*.bin,*.dat --exclude=d' '--everything --include=*.bin' '--above=4kb' '--everything --above=6KB' '--include=*.bin --above=4kb' '-I d/** side' \
  '--include=*.bin --include-ref=refs/heads/main --exclude-ref=refs/heads/side' '--include=*.bin --verbose' '--everything' '' '--fixup' '--no-rewrite' '--no-rewrite t.txt' '--include=nothing' '--everything main' 'nope'
do again; step git lfs migrate import --yes $o; show; done; again; step git lfs migrate import --include='*.bin' --object-map=../map --yes; wc -l < ../map; 
step git lfs migrate export; step git lfs migrate export --include='*.bin' --yes; show; again; step git lfs migrate import --everything --include='*.bin' --yes; cp -r . ../b
step git lfs migrate info --everything; step git lfs migrate info --everything --pointers=follow; step git lfs migrate info --pointers=ignore --everything; step git lfs migrate export --everything --include='a.bin' --yes; show
step git lfs migrate export --everything --include='*' --verbose --yes; show; step git lfs migrate
""",
    "histories": r"""
history() { cd "$top"; rm -rf m; git init -q -b main m; cd m; git lfs install --local >/dev/null; echo t > t.txt; git add .; git commit -qm 1; file a.bin 2000; git add .; git commit -qm 2
printf '# c\n\n*.x text\n\n*.x text\nlast' > .gitattributes; git add .; git commit -qm 3; git checkout -q -b side; file s.bin 5000; git rm -q a.bin; git add .; git commit -qm s; git checkout -q main
mkdir 'd e'; file noext 3000; file eq.dat 1000; file 'd e/x [1].bin' 4000; ln -s t.txt link; : > empty.bin; echo x > '#h.bin'; git add .; git commit -qm 4; git merge -q -m m side; }
top=$PWD; for o in --above=1kb --above=1001B '--include=*.bin' '--include=*.bin --exclude=s.bin' '--include=d*' '--include=*.bin,*.dat --exclude=d' '' '--include=none' '--include=link,empty.bin'
do history; step git lfs migrate import --everything --yes $o; git log --format='%h %T %s' main side; git ls-tree -r main; cat .gitattributes; git status --short; done
history; step git lfs migrate info --exclude-ref=side; step git lfs migrate import --everything main; step git lfs migrate info --top=x; step git lfs migrate info --everything --above=3kb
""",
    "places": r"""
project a; mkdir s; for i in 1 2; do file $i.bin $i; file s/$i.bin 1$i; done; git add .; git commit -qm 1
rm -f *.bin s/*.bin; GIT_LFS_SKIP_SMUDGE=1 git checkout -q .; cd s; step git lfs checkout ..; cd ..; ls -l s | wc -l; find . -name '*.bin' -printf '%p %s\n' | sort; git status --short; git config lfs.tustransfers true
git config lfs.customtransfer.foo.path foo; git config lfs.fetchexclude b; git config lfs.fetchinclude a/*; git remote add origin "$PWD"; step git lfs env | grep -v ^GIT_; step git lfs logs show
step git lfs track --dry-run '*.txt'; step git lfs push --stdin origin main < /dev/null; git init -q --bare ../o.git; git remote set-url origin ../o.git; rm -r .git/lfs/objects; step git lfs push origin main | sort
git config lfs.fetchrecentrefsdays 0; git config lfs.fetchrecentcommitsdays 3; step git lfs fetch --recent
""",
    "track": r"""
git init -q -b main a; cd a; echo b > b.bin; mkdir s; echo c > s/c.bin; git add .; git commit -qm 1; step git lfs track
step git lfs track '*.bin' --dry-run; git checkout -q .; rm -f .gitattributes; step git lfs track -v '*.bin'; cat .gitattributes
step git lfs track '*.bin'; step git lfs track --lockable '*.psd'; step git lfs track -l '*.bin'; step git lfs track --not-lockable '*.psd'
for i in 'a b.bin' './r.bin' '/abs.bin' 's/*.x' '#hash' '!neg'; do step git lfs track "$i"; done; step git lfs track --filename 'a[1].bin'; cat .gitattributes
cd s; step git lfs track '*.loc'; step git lfs track; step git lfs untrack '*.loc'; cat .gitattributes; cd ..; step git lfs track --no-modify-attrs '*.bin'; git status --short
step git lfs track --json; step git lfs track --no-excluded; step git lfs untrack '*.bin' '*.none' 'a b.bin'; step git lfs untrack; step git lfs untrack -h >/dev/null; cat .gitattributes
step git lfs track --lockable --not-lockable x; cat .gitattributes; cd ..; mkdir none; cd none; step git lfs track x; step git lfs untrack x
""",
    "checkout": r"""
project a; mkdir s; for i in 1 2; do file $i.bin $i; file s/$i.bin 1$i; done; git add .; git commit -qm 1; sizes() { find . -name '*.bin' -printf '%p %s\n' | sort; git status --short; }
gone() { rm -f *.bin s/*.bin; GIT_LFS_SKIP_SMUDGE=1 git checkout -q .; }; for o in '' 1.bin s 's/*' '*.bin' . nope '1.bin s/2.bin'; do gone; step git lfs checkout $o; sizes; done
cd s; gone; step git lfs checkout 1.bin; step git lfs checkout ..; cd ..; sizes; rm 1.bin; step git lfs checkout; sizes; rm -rf .git/lfs/objects; gone; step git lfs checkout; sizes
step git lfs checkout --to; step git lfs checkout --to x; step git lfs checkout --ours; step git lfs checkout --to x --ours 1.bin; step git lfs checkout --to x --ours --base 1.bin; step git lfs checkout --bogus
cd ..; project b; echo base > c.bin; git add .; git commit -qm 1; git checkout -q -b side; echo side > c.bin; git commit -qam 2
git checkout -q main; echo main > c.bin; git commit -qam 3; git merge -q side >/dev/null 2>&1; mkdir sub
for k in ours theirs base; do step git lfs checkout --to out-$k --$k c.bin; cat out-$k; done; cd sub; step git lfs checkout --to x --ours ../c.bin; ls; cat x; step git lfs checkout --to d/x --theirs ../c.bin; ls; cd ..
step git lfs checkout --to /nonexistent/x --theirs c.bin; git rm -qf c.bin; step git lfs checkout --to x --theirs c.bin
""",
    "hooks": r"""
project a; with_remote; git lfs track --lockable '*.psd' >/dev/null; echo p > p.psd; git add .; git commit -qm 1; stat -c %A p.psd
step git lfs post-checkout; step git lfs post-checkout a b; step git lfs post-checkout HEAD HEAD 0; stat -c %A p.psd; chmod u+w p.psd
step git lfs post-checkout $(git hash-object -t tree /dev/null) HEAD 1; stat -c %A p.psd; chmod u+w p.psd; step git lfs post-commit; stat -c %A p.psd
chmod u+w p.psd; step git lfs post-merge 0; stat -c %A p.psd; step git lfs post-merge; step git lfs pre-push; step git lfs pre-push origin; step git lfs pre-push origin url < /dev/null
h=$(git rev-parse HEAD); echo "refs/heads/main $h refs/heads/main $(printf 0%.0s $(seq 40))" | step git lfs pre-push origin "$(git remote get-url origin)"; objects
echo "refs/heads/main $h refs/heads/main $(printf 0%.0s $(seq 40))" | step git lfs pre-push --dry-run origin "$(git remote get-url origin)"
echo "(delete) $(printf 0%.0s $(seq 40)) refs/heads/main $h" | step git lfs pre-push origin "$(git remote get-url origin)"; echo garbage | step git lfs pre-push origin x
GIT_LFS_SKIP_PUSH=1 step git lfs pre-push origin x < /dev/null; git config lfs.setlockablereadonly false; chmod u+w p.psd; step git lfs post-checkout HEAD HEAD 1; stat -c %A p.psd
""",
    "install": r"""
git init -q -b main a; cd a; keys() { git config "$@" -l 2>/dev/null | grep '^filter' | sort; }; hooks() { ls .git/hooks | grep -v sample; }
step git lfs install; keys --global; hooks; step git lfs uninstall; keys --global; hooks
step git lfs install --local; keys --local; step git lfs uninstall --local; keys --local; hooks; step git lfs install --worktree; keys --worktree; step git lfs uninstall --worktree; keys --worktree
step git lfs install --skip-repo; hooks; keys --global; step git lfs uninstall --skip-repo; keys --global; step git lfs install --manual; step git lfs install --skip-smudge --local; keys --local
step git lfs install --local --worktree; step git lfs install --local --system; step git lfs uninstall --local --worktree; step git lfs install --bogus
git config --local filter.lfs.clean other; step git lfs install --local; step git lfs install --local --force; keys --local; printf '#!/bin/sh\necho mine\n' > .git/hooks/pre-push; step git lfs install --local; step git lfs update; step git lfs update -m; step git lfs update -f; cat .git/hooks/pre-push
step git lfs uninstall; hooks; keys --local; git config core.hooksPath ../hooks; step git lfs install --local; ls ../hooks; git config --unset core.hooksPath
git config extensions.worktreeConfig true; step git lfs install --worktree; keys --worktree; git worktree add -q --orphan ../w 2>/dev/null; cd ..; mkdir none; cd none; step git lfs install; step git lfs install --local; step git lfs update; step git lfs uninstall; step git lfs uninstall --local
""",
    "pointer": r"""
project a; file a.bin 5; echo t > t.txt; git add .; git commit -qm 1; git show HEAD:a.bin > p; (cat p; echo) > nc
for o in '--file a.bin' '--file=a.bin --pointer=p' '--file a.bin --pointer nc' '--pointer p' '--check --file p' '--check --file nc' '--check --strict --file nc' '--check --no-strict --file nc' '--check --file t.txt' '--check' '--check --file p --pointer p' '--strict --file p' '--file nope' '--bogus' ''
do step git lfs pointer $o; done; for f in p nc t.txt; do step git lfs pointer --stdin < $f; step git lfs pointer --check --stdin < $f; step git lfs pointer --check --strict --stdin < $f; step git lfs pointer --file a.bin --stdin < $f; done
step git lfs pointer --check --stdin --file p < p
""",
    "misc": r"""
project a; step git lfs ext; step git lfs ext list; git config lfs.extension.foo.clean 'c %f'; git config lfs.extension.foo.smudge 's %f'; git config lfs.extension.foo.priority 0
git config lfs.extension.bar.clean x; git config lfs.extension.bar.priority 3; step git lfs ext; step git lfs ext list; step git lfs ext list foo; step git lfs ext list bar foo nope; step git lfs ext nope
step git lfs logs; step git lfs logs last; step git lfs logs clear; step git lfs logs show; step git lfs logs show nope; step git lfs logs show x y
step git lfs dedup; step git lfs dedup --test; step git lfs dedup extra; step git lfs version extra; step git lfs nope; step git lfs standalone-file < /dev/null; step git lfs filter-process < /dev/null
git config --remove-section lfs.extension.foo; git config --remove-section lfs.extension.bar; echo x | step git lfs clean; echo x | step git lfs clean -- some.bin; echo x | step git lfs smudge; echo x | step git lfs smudge a b; 
printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%064d\nsize 5\n' 7 | step git lfs smudge --skip x.bin; printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%064d\nsize 5\n' 7 | GIT_LFS_SKIP_SMUDGE=1 step git lfs smudge x.bin
step git lfs merge-driver; step git lfs clone; step git lfs unlock; step git lfs locks extra
""",
    "standalone": r"""
project a; with_remote; file a.bin 5; file b.bin 6; git add .; git commit -qm 1; objs=$(git lfs ls-files -l | cut -d' ' -f1); a=$(echo $objs | cut -c1-64); url=$(git remote get-url origin)
printf '{"event":"init","operation":"upload","remote":"origin","concurrent":true,"concurrenttransfers":3}\n{"event":"upload","oid":"%s","size":5,"path":"%s","action":null}\n{"event":"terminate"}\n' $a $PWD/.git/lfs/objects/${a:0:2}/${a:2:2}/$a | step git lfs standalone-file
find ../o.git/lfs -type f -printf '%f %s\n'; printf '{"event":"init","operation":"download","remote":"origin","concurrent":true,"concurrenttransfers":3}\n{"event":"download","oid":"%s","size":5}\n{"event":"terminate"}\n' $a | step git lfs standalone-file | sed 's/"path":"[^"]*"/"path":""/'
printf '{"event":"init","operation":"download","remote":"origin"}\n{"event":"download","oid":"%064d","size":5}\n{"event":"terminate"}\n' 7 | step git lfs standalone-file
printf '{"event":"init","operation":"frob","remote":"origin"}\n' | step git lfs standalone-file
""",
    "odds": r"""
project a; file a.bin 5; git add .; git commit -qm 1; old; git mv a.bin b.bin; rm b.bin; step git lfs status; step git lfs status -p; step git lfs status -j; git reset -q --hard; old
: > .gitattributes; step git lfs status; step git lfs status -p; step git lfs status -j; git add .gitattributes; step git lfs status; step git lfs status -p; step git lfs status -j; git reset -q --hard; old
step git lfs fsck a b c; step git lfs fsck HEAD HEAD; step git lfs logs NOPE; step git lfs logs last x; step git lfs lock; step git lfs lock a b; step git lfs migrate nope; step git lfs migrate nope nope
mkdir s; step git lfs track /outside/../../x; step git lfs track ../x; step git lfs track s/../y; step git lfs track ./z; cd s; step git lfs track ../x; step git lfs track ../../x; cd ..; cat .gitattributes; git checkout -q .
for u in b kb 2b 9b 10b x 1 0 -1 1kib; do step git lfs migrate info --unit=$u; done; git show HEAD:a.bin > p
step git lfs pointer --file a.bin --pointer p --stdin < p; step git lfs pointer --pointer p --stdin < p; step git lfs pointer --pointer=nope --file a.bin; step git lfs pointer --file a.bin --pointer a.bin
echo garbage | step git lfs standalone-file; printf '{"event":"init"}\n' | step git lfs standalone-file; printf '{"event":"upload","oid":"x","size":5}\n' | step git lfs standalone-file
printf '{"event":"init","operation":"download","remote":"nope"}\n{"event":"terminate"}\n' | step git lfs standalone-file; printf '{"event":"terminate"}\n' | step git lfs standalone-file; printf '{"event":"init"' | step git lfs standalone-file
""",
    "locks": r"""
project a; git lfs track --lockable '*.psd' >/dev/null; git add .; git commit -qm l; git remote add origin $SERVER; git config lfs.url $SERVER/info/lfs; git config lfs.locksverify true
mkdir s; for i in 1 2 3; do echo $i > $i.psd; echo $i > s/$i.psd; done; echo b > b.bin; git add .; git commit -qm 1; step git lfs locks
step git lfs lock 1.psd; stat -c %A 1.psd; step git lfs lock 1.psd; step git lfs lock s/2.psd; cd s; step git lfs lock 1.psd; step git lfs locks; cd ..; step git lfs lock s; step git lfs lock b.bin
step git lfs lock --json 3.psd; for o in '' --local --cached --verify --json '--verify --json' '--local --json' '--cached --json' '--path 1.psd' '-p s/2.psd' '--limit 2' '-l 1 --json' '--id 0' '--path nope' '--verify --path 1.psd' '--local --verify' '--cached --path 1.psd' '--cached --limit 1' '-r origin' '-r nope' --bogus
do step git lfs locks $o; done; echo changed >> 1.psd; step git lfs unlock 1.psd; step git lfs unlock --force 1.psd; stat -c %A 1.psd; step git lfs unlock nope.psd; step git lfs unlock 2.psd; step git lfs unlock s/2.psd; stat -c %A s/2.psd
step git lfs unlock --json 3.psd; step git lfs unlock --id 99; step git lfs unlock; step git lfs unlock --id 1 x; step git lfs locks; cd s; step git lfs unlock 1.psd; cd ..; step git lfs unlock --force b.bin; step git lfs locks --json; git lfs lock 2.psd > /dev/null
""",
}


def neutral(text, folder, port):
    text = text.replace(folder, "/TOP")
    if port:
        text = text.replace(f"127.0.0.1:{port}", "SERVER")
    text = re.sub(r"^git-lfs/\S+.*$", "git-lfs", text, flags=re.M)
    text = re.sub(r"^git version .*$", "git version", text, flags=re.M)
    text = re.sub(r'"locked_at": ?"[^"]*"', '"locked_at":""', text)
    text = re.sub(r"\bid-(\d+)-[0-9a-f]+", r"id-\1", text)
    text = re.sub(r'\{"event":"progress"[^\n]*\n', "", text)
    text = re.sub(r',"error":\{[^\n]*', ',"error":{}}', text)
    # What a counter shows on the way depends on the clock.
    lines = [line.split("\r")[-1].rstrip() for line in text.split("\n")]
    lines = [line for line in lines if not line.startswith(("prune: ", "Sorry, no usage"))] if "migrate" in text else lines
    # Of usage, which is in our own words, how it begins and ends; of meters, nothing: they are a terminal's.
    result, usage = [], False
    for line in lines:
        usage = (usage or line.startswith("git lfs ")) and not re.match(r"\[\d+\]$|! ", line)
        if not usage and " LFS objects: " not in line and not re.match(r"! (migrate: |.* logs last` |Errors logged )", line):
            result.append(line)
    return result


def run(script, ours, with_errors):
    with tempfile.TemporaryDirectory() as folder:
        folder = os.path.realpath(folder)
        path = os.environ["PATH"]
        if ours:
            links = os.path.join(folder, ".bin")
            os.mkdir(links)
            os.symlink(os.path.join(ours, "git-mlops"), os.path.join(links, "git-lfs"))
            path = f"{links}:{ours}:{path}"
        environment = {
            "PATH": path, "HOME": folder, "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8", "TZ": "UTC",
            "GIT_TERMINAL_PROMPT": "0", "GIT_AUTHOR_DATE": "2024-01-01T00:00:00Z", "GIT_COMMITTER_DATE": "2024-01-01T00:00:00Z",
        }
        for key, value in (("user.name", "A"), ("user.email", "a@example.com"), ("init.defaultBranch", "main"), ("advice.detachedHead", "false"), ("protocol.file.allow", "always")):
            subprocess.run(["git", "config", "--global", key, value], env=environment, check=True)
        work = os.path.join(folder, "work")
        os.mkdir(work)
        server, port = None, None
        if "$SERVER" in script:
            server = subprocess.Popen([sys.executable, os.path.join(HERE, "lfs-server.py"), os.path.join(folder, "server")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            port = server.stdout.readline().strip().split()[-1]
            environment["SERVER"] = f"http://127.0.0.1:{port}/repo.git"
        try:
            environment["ERRORS"] = os.path.join(folder, "errors") if with_errors else "/dev/null"
            done = subprocess.run(["bash", "-c", PRELUDE + script], cwd=work, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=300)
        finally:
            if server:
                server.stdin.close()
                server.wait()
        return neutral(done.stdout.decode(errors="replace"), folder, port)


def main():
    arguments = sys.argv[1:]
    with_errors = arguments[0] == "--errors"
    if with_errors:
        arguments.pop(0)
    ours = os.path.abspath(arguments[0])
    differs = 0
    for name in arguments[1:] or SCENARIOS:
        theirs, mine = (run(SCENARIOS[name], side, with_errors) for side in (None, ours))
        steps = sum(line.startswith("$ ") for line in theirs)
        lines = list(difflib.unified_diff(theirs, mine, "git-lfs", "ours", lineterm="", n=4))
        differs += bool(lines)
        print(f"{name}: {steps} steps, {'alike' if not lines else 'different'}", flush=True)
        for line in lines:
            print("    " + line)
    return 1 if differs else 0


if __name__ == "__main__":
    sys.exit(main())
