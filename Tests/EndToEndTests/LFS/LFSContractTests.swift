import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// The same commands in the same repositories, by the real git-lfs and by us: what is printed and how it ends.
@Suite struct LFSContractTests {
    init() throws {
        try #require(Peers.find("git-lfs") != nil, Comment(rawValue: Peers.missing("git-lfs")))
    }

    /// Runs `steps` under both programs, and compares what each of `git lfs …` printed. Folders and times are their
    /// own.
    private func compare(_ script: String, installs: Bool = true, sourceLocation: SourceLocation = #_sourceLocation)
        throws
    {
        let transcripts = try LFSProject.Program.allCases.map { program -> [String] in
            let project = try LFSProject(program, installs: installs)
            try Files.write(
                Array(Self.prelude.utf8) + Array(script.utf8), to: project.repository.directory.path("script"))
            let result = try project.run(["bash", project.repository.directory.path("script")])
            let folder = project.repository.directory.path("")
            return result.output.replacing(folder, with: "/").split(separator: "\n", omittingEmptySubsequences: false)
                .filter { !$0.contains(" LFS objects: ") }.map(Self.neutral)
        }
        #expect(transcripts[0] == transcripts[1], sourceLocation: sourceLocation)
        #expect(transcripts[0].count > 2, sourceLocation: sourceLocation)
    }

    private static let prelude = """
        step() { printf '$ %s\\n' "$*"; "$@" 2>/dev/null; echo "[$?]"; }
        file() { head -c "$2" /dev/zero | tr '\\0' "${3:-x}" > "$1"; }
        # A file as young as the index would be cleaned again, and its object come back.
        age() { find . -name '*.bin' -exec touch -d '1 hour ago' {} +; git update-index -q --refresh; }

        """

    /// The versions differ.
    private static func neutral(_ line: Substring) -> String {
        line.hasPrefix("git-lfs/") ? "git-lfs" : String(line)
    }

    @Test func install() throws {
        try compare(
            """
            keys() { git config "$@" -l | grep '^filter' | sort; }
            step git lfs install; keys --global; cat .git/hooks/{pre-push,post-checkout,post-commit,post-merge}
            step git lfs install; step git lfs update
            echo foo > .git/hooks/pre-push; step git lfs install; step git lfs update; cat .git/hooks/pre-push
            step git lfs update --manual; step git lfs install --manual; step git lfs update --force
            git config --global filter.lfs.clean foo; step git lfs install; step git lfs install --force; keys --global
            step git lfs install --skip-smudge; keys --global
            step git lfs install --local --skip-repo; keys --local; step git lfs uninstall --local; keys --local
            ls .git/hooks | grep -v sample
            step git lfs install --worktree; step git lfs install --system --local; step git lfs uninstall; keys --global
            cd ..; step git lfs install
            """, installs: false)
    }

    @Test func outsideOfRepositories() throws {
        try compare(
            """
            mkdir ../none; cd ../none; for command in track update ls-files status fsck pull fetch checkout
            do step git lfs $command; done; step git lfs nothing; step git lfs env | grep -v '^GIT_\\|^git-lfs'
            """)
    }

    @Test func env() throws {
        try compare(
            """
            step git lfs env | grep -v ^GIT_; git remote add origin git@host:foo/bar.git; step git lfs env | grep -v ^GIT_
            git config lfs.url https://a/b/; git config lfs.https://a/b.access basic; git config lfs.fetchinclude a,b
            step git lfs env | grep -v ^GIT_
            """)
    }

    @Test func track() throws {
        try compare(
            """
            step git lfs track; step git lfs track '*.bin'; step git lfs track '*.x'; step git lfs track --lockable '*.psd'
            step git lfs track -l '*.bin'; step git lfs track --not-lockable '*.bin'; step git lfs track --filename 'a [1].x'
            step git lfs track 'with space*'; step git lfs track ./rel.bin; step git lfs track '/abs/*.bin'; mkdir sub; cd sub; step git lfs track x.dat
            step git lfs track; cd ..; echo b > b.txt; git add .; git commit -qm one; step git lfs track -v '*.txt'
            printf '%s\\n' '*.q -filter=lfs' '*.q2 -filter' '*.q3 !filter' >> .gitattributes; step git lfs track
            step git lfs track --no-excluded; step git lfs track --json; step git lfs untrack '*.x' nope
            step git lfs untrack; cat .gitattributes sub/.gitattributes
            """)
    }

    @Test func lsFilesAndStatus() throws {
        try compare(
            """
            step git lfs status; for i in b a z/m; do mkdir -p z; echo $i > $i.bin; done; git add .; step git lfs status
            step git lfs ls-files; git commit -qm 1; git rm -q --cached a.bin; git mv b.bin c.bin; echo n > 0new.bin
            echo txt > t.txt; git add 0new.bin t.txt; step git lfs ls-files; step git lfs status -p; step git lfs status
            step git lfs status --json; git commit -qm 2; echo 2 > c.bin; echo u >> t.txt; step git lfs status
            git commit -qam 3; step git lfs ls-files HEAD~2 HEAD; step git lfs ls-files -a; step git lfs ls-files --deleted
            step git lfs ls-files HEAD~1; step git lfs ls-files -a HEAD; step git lfs ls-files nope
            git checkout -q --detach; step git lfs status; step git lfs ls-files --all --long; git checkout -q main
            git init -q --bare ../o.git; git remote add origin ../o.git; git push -qu origin main 2>/dev/null >&2
            echo q > q.bin; echo 3 > c.bin; git add q.bin c.bin; git commit -qm 4; git rm -q 0new.bin; git commit -qm 5
            step git lfs status; step git lfs status -p; mv t.txt t2.txt; ln -s x l.bin; git add l.bin; chmod +x c.bin
            git update-index --chmod=+x z/m.bin; step git lfs status; step git lfs status -p; step git lfs ls-files
            step git lfs ls-files --json; step git lfs ls-files -d; step git lfs ls-files -l -s -n; cd z
            step git lfs ls-files -I 'm.bin' -n; cd ..; step git lfs ls-files HEAD~4 HEAD~1; step git lfs ls-files -X z
            git reset -q --hard; git rm -q --cached c.bin; step git lfs status; step git lfs status -p
            file big.bin 123456; file m.bin 1500; file k.bin 999; git add .; step git lfs ls-files -s
            """)
    }

    @Test func pointer() throws {
        try compare(
            """
            echo a > a.bin; echo x > t.txt; git add .; git commit -qm 1; git show HEAD:a.bin > p
            for arguments in '--file a.bin' '--file=t.txt --pointer=a.bin' '--check --file t.txt' --check '' '--file nope' \\
                '--check --file nope' '--file a.bin --pointer t.txt' '--check --file p' '--file a.bin --pointer p' \\
                '--check --strict --file p' '--check --no-strict --file p' '--check --strict --no-strict --file p'
            do step git lfs pointer $arguments; done
            step git lfs pointer --check --strict --stdin < p; step git lfs pointer --file a.bin --stdin < p
            echo >> p; step git lfs pointer --check --strict --file p; step git lfs pointer --file a.bin --pointer p
            : > e; step git lfs pointer --check --file e; step git lfs pointer --file e
            step git lfs clean < a.bin; git show HEAD:a.bin | step git lfs smudge; git show HEAD:a.bin | step git lfs clean
            step git lfs smudge < t.txt
            """)
    }

    @Test func pushFetchPullCheckout() throws {
        try compare(
            """
            git init -q --bare ../o.git; git remote add origin ../o.git; for i in 1 2 3; do file $i.bin $i; done
            git add .; git commit -qm 1; step git lfs push --dry-run origin main; step git lfs push origin main
            git push -q origin main 2>/dev/null >&2; step git lfs push origin main; file 4.bin 4; git add .; git commit -qm 2
            step git lfs push --dry-run origin main; step git lfs push --dry-run --all origin; step git lfs push -d origin
            echo main | step git lfs push --dry-run --stdin origin; step git lfs push; step git lfs push nope main
            step git lfs push origin nope; step git lfs push --object-id origin; step git lfs push --object-id origin 12
            step git lfs push --object-id origin 44b6fde59d3b9cc3e6c9cc6d2b8b5a1e5f6a4d5d2d7c1f3e0f9b8a7c6d5e4f3a
            git push -q origin main 2>/dev/null >&2; git branch o HEAD~1; step git lfs fetch; step git lfs fetch origin main o
            step git lfs fetch --all --include=x; step git lfs fetch --all origin main; step git lfs fetch --all
            step git lfs fetch --recent; step git lfs fetch nope; step git lfs fetch origin nope; step git lfs pull nope
            rm 1.bin 2.bin; step git lfs checkout; ls; step git lfs checkout nope; rm 1.bin 2.bin
            step git lfs checkout 1.bin; ls; step git lfs checkout .; ls; rm -r .git/lfs/objects *.bin
            step git lfs pull; ls; cat 3.bin; git status --short
            """)
    }

    @Test func conflicts() throws {
        try compare(
            """
            echo base > c.bin; git add .; git commit -qm 1; git checkout -q -b side; echo side > c.bin; git commit -qam 2
            git checkout -q main; echo main > c.bin; git commit -qam 3; git merge -q side >/dev/null 2>&1
            for side in ours theirs base; do step git lfs checkout --to ../$side --$side c.bin; cat ../$side; done
            step git lfs checkout --to x c.bin; step git lfs checkout --ours c.bin; step git lfs checkout --to x --ours
            step git lfs checkout --to x --ours nope.bin; step git lfs checkout --to x --ours --theirs c.bin
            git reset -q --hard; step git lfs checkout --to x --ours c.bin; step git lfs merge-driver
            """)
    }

    @Test func mergeDriver() throws {
        try compare(
            """
            git config merge.lfs.driver 'git lfs merge-driver --ancestor %O --current %A --other %B --marker-size %L --output %A'
            printf '1\\n2\\n3\\n4\\n5\\n' > c.bin; git add .; git commit -qm 1; git checkout -q -b side
            sed -i s/5/five/ c.bin; git commit -qam 2; git checkout -q main; sed -i s/1/one/ c.bin; git commit -qam 3
            step git merge -q -m m side; cat c.bin; git show HEAD:c.bin; git checkout -q side; sed -i s/1/uno/ c.bin
            git commit -qam 4; git checkout -q main; step git merge -q -m m side; sed 's/ .*//' c.bin
            """)
    }

    @Test func fsck() throws {
        try compare(
            """
            for i in 1 2 3; do file $i.bin $i; done; git add .; git commit -qm 1; step git lfs fsck
            f=$(find .git/lfs/objects -type f | sort | head -1); chmod u+w $f; echo x >> $f; step git lfs fsck -d
            step git lfs fsck --pointers; step git lfs fsck; ls .git/lfs/bad; step git lfs fsck; step git lfs fsck --objects
            git update-index --add --cacheinfo 100644,$(echo raw | git hash-object -w --stdin),raw.bin; git commit -qm raw
            step git lfs fsck --pointers; step git lfs fsck --pointers HEAD~1; step git lfs fsck --pointers HEAD~1..HEAD
            step git lfs fsck nope
            """)
    }

    @Test func prune() throws {
        try compare(
            """
            git init -q --bare ../o.git; git remote add origin ../o.git; for i in 1 2 3; do file a.bin $i; git add .
            GIT_COMMITTER_DATE=2020-01-0${i}T00:00:00Z git commit -qm $i; done; step git lfs prune
            git push -q origin main 2>/dev/null >&2; step git lfs prune -d; step git lfs prune; step git lfs prune
            age; file s.bin 7; git add .; git stash -q; step git lfs prune -f; file t.bin 8; git add .; git commit -qm t
            step git lfs prune -f; step git lfs prune --recent
            """)
    }

    /// To the same commits.
    @Test func migrate() throws {
        try compare(
            """
            git init -q -b main ../m; cd ../m; head -c 3000 /dev/zero > a.bin; echo t > t.txt; mkdir d
            head -c 20000 /dev/zero > d/b.dat; git add .; git commit -qm 1; head -c 5000 /dev/zero > a.bin
            git commit -qam 2; git branch side HEAD~1; git tag -a v1 -m v1; step git lfs migrate info
            step git lfs migrate info --top=1 --above=4kb; step git lfs migrate info --everything --include='*.bin'
            step git lfs migrate import --include='*.bin'; git log --oneline main v1; cat .gitattributes
            git status --short; git lfs ls-files -n; git cat-file tag v1 | head -3
            step git lfs migrate import --everything --above=10kb --object-map=../map --yes; cat ../map .gitattributes
            git log --oneline main side v1; git lfs ls-files -n; step git lfs migrate info --pointers=follow
            git lfs migrate export --include='*.bin' --everything --skip-fetch >/dev/null 2>&1; git lfs ls-files -n
            cat .gitattributes; git ls-tree -r HEAD; git status --short; git log --oneline main side v1
            echo dirty >> t.txt; step git lfs migrate import --include='*.txt'
            """)
    }

    /// Attributes that are there already, of two branches, files that come late, go or have odd names.
    @Test func migrateHistories() throws {
        try compare(
            """
            history() { rm -rf ../m; git init -q -b main ../m; cd ../m; echo t > t.txt; git add .; git commit -qm 1
            file a.bin 2000; git add .; git commit -qm 2; printf '# c\n\n*.x text\n\n*.x text\nlast' > .gitattributes
            git add .; git commit -qm 3; git checkout -q -b side; file s.bin 5000; git rm -q a.bin; git add .
            git commit -qm s; git checkout -q main; mkdir 'd e'; file noext 3000; file eq.dat 1000; file 'd e/x [1].bin' 4000
            ln -s t.txt link; : > empty.bin; echo x > '#h.bin'; git add .; git commit -qm 4
            git merge -q -m m side; }
            for options in --above=1kb --above=1001B '--include=*.bin' '--include=*.bin --exclude=s.bin' '--include=d*' \
                '--include=*.bin,*.dat --exclude=d' '' '--include=none' '--include=link,empty.bin'
            do history; step git lfs migrate import --everything --yes $options; git log --format='%h %T %s' main side
            git ls-tree -r main; cat .gitattributes; git status --short; done
            history; step git lfs migrate info --exclude-ref=side; step git lfs migrate import --everything main
            git lfs migrate info --top=x >/dev/null 2>&1; echo $?; step git lfs migrate info --everything --above=3kb
            """)
    }

    /// The documented options one by one; longer than the rest, the same script is run by hand (git-lfs-differential.py).
    @Test func foldersAndPlaces() throws {
        try compare(
            """
            mkdir s; for i in 1 2; do file $i.bin $i; file s/$i.bin 1$i; done; git add .; git commit -qm 1
            rm -f *.bin s/*.bin; GIT_LFS_SKIP_SMUDGE=1 git checkout -q .; cd s; step git lfs checkout ..; cd ..; ls -l s | wc -l
            find . -name '*.bin' -printf '%p %s\n' | sort; git status --short; git config lfs.tustransfers true
            git config lfs.customtransfer.foo.path foo; git config lfs.fetchexclude b; git config lfs.fetchinclude a/*
            git remote add origin "$PWD"; step git lfs env | grep -v ^GIT_; step git lfs logs show
            step git lfs track --dry-run '*.txt'; step git lfs push --stdin origin main < /dev/null
            git init -q --bare ../o.git; git remote set-url origin ../o.git; rm -r .git/lfs/objects; step git lfs push origin main | sort
            git config lfs.fetchrecentrefsdays 0; git config lfs.fetchrecentcommitsdays 3; step git lfs fetch --recent
            """)
    }

    @Test func migrateByAttributes() throws {
        try compare(
            """
            git init -q -b main ../m; cd ../m; raw() { echo "$2" > "$1"; git update-index --add \\
            --cacheinfo 100644,$(git hash-object -w --no-filters "$1"),"$1"; }
            raw a.txt text; raw a.bin one; git commit -qm 1; echo '*.bin filter=lfs diff=lfs merge=lfs -text' > .gitattributes
            git add .gitattributes; raw a.bin two; raw d.bin three; git commit -qm 2; echo '*.txt filter=lfs -text' >> .gitattributes
            git add .gitattributes; raw a.txt more; git commit -qm 3; git reset -q --hard; git branch keep
            step git lfs migrate info --fixup; step git lfs migrate import --fixup --include=x
            step git lfs migrate import --fixup --yes; git log --format=%T; git ls-tree -r HEAD; git ls-tree -r HEAD~1
            git checkout -qf keep; git reset -q --hard; step git lfs migrate import --no-rewrite -m 'to lfs' --yes d.bin a.txt
            git log --format='%s %T'; git ls-tree -r HEAD; step git lfs migrate import --no-rewrite nothing.x
            step git lfs migrate import --no-rewrite; step git lfs migrate import --no-rewrite --yes a.bin; git log --format='%s %T'
            """)
    }

    @Test func extensionsAndLogs() throws {
        try compare(
            """
            git config lfs.extension.foo.clean "a %f"; git config lfs.extension.foo.priority 2
            git config lfs.extension.bar.smudge "a %f"; git config lfs.extension.bar.priority 1; step git lfs ext
            step git lfs ext list foo nope; step git lfs logs; step git lfs dedup --test; step git lfs post-checkout
            step git lfs pre-push; step git lfs post-merge; step git lfs post-commit
            """)
    }

    /// A stash whose index differs from its worktree keeps both from being pruned.
    @Test func stashedIndexes() throws {
        try compare(
            """
            git init -q --bare ../o.git; git remote add origin ../o.git; file a.bin 3; git add .; git commit -qm 1
            git push -q origin main 2>/dev/null >&2; file a.bin 5; git add .; file a.bin 6; age; git stash -q
            file a.bin 7; git add .; file a.bin 8; age; git stash -q; git lfs prune >/dev/null
            find .git/lfs/objects -type f | sort
            """)
    }

    @Test func attributesOfAllKinds() throws {
        try compare(
            """
            git init -q -b main ../m; cd ../m; GIT_LFS_TRACK_NO_INSTALL_HOOKS=1 git lfs track; ls .git/hooks | grep -v sample
            git config --local lfs.repositoryformatversion; (cd .git; step git lfs track x)
            printf '[attr]big filter=lfs diff=lfs merge=lfs -text\n*.m big\n' > .gitattributes; step git lfs track '*.m'
            step git lfs track; rm .gitattributes
            echo '*.g filter=lfs' > ../g; git config core.attributesfile "$PWD/../g"; git lfs track | grep -c '[*].g'
            printf '%s filter=lfs\n' ./a.dat 'b[[:space:]]c\\\\#' c.dat > .gitattributes
            git lfs untrack ./a.dat 'b c#' >/dev/null; cat .gitattributes; rm .gitattributes; git config core.autocrlf true
            step git lfs track '*.y'; cat -A .gitattributes; git commit -qm 1 --allow-empty
            step git lfs ls-files -- --all; step git lfs install; step git lfs uninstall hooks; ls .git/hooks | grep -v sample
            git config --global filter.lfs.clean 'git-lfs clean %f'; step git lfs install; git config filter.lfs.clean
            git config lfs.repositoryformatversion 1; step git lfs track '*.q'; cat .gitattributes
            """, installs: false)
    }

    /// Tags of tags, refs of other names, links in place of .gitattributes, and changes that must not be lost.
    @Test func migrateOddRefs() throws {
        try compare(
            """
            git init -q -b main ../m; cd ../m; file a.txt 2000; git add .; git commit -qm 1; git tag -a v1 -m v1
            git tag -a v2 -m v2 v1; git update-ref refs/pull/1/head main; git lfs migrate import --everything --include='*.txt'
            git log --format=%T main; git log --format=%T v2; git log --format=%T refs/pull/1/head; ls .git/hooks | grep -v sample
            file b.txt 100; git add .; git commit -qm 2; echo dirty > b.txt; echo n | step git lfs migrate import --include='*.t'
            cat b.txt; echo y | step git lfs migrate import --include='*.t'
            git mv .gitattributes x; ln -s x .gitattributes; git add .; git commit -qm 3
            step git lfs migrate import --include='*.t' --yes; step git lfs migrate info; git log --format=%T main
            step git lfs migrate export --include='*' --remote=zz --yes; git log --format=%T main
            """)
    }
}
