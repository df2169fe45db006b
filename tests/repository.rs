//! `fixtures/repository`, a repository of submissions: its gates let good changes in and refuse others, as each service runs them.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and reads files as it likes"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const HEGUI: &str = env!("CARGO_BIN_EXE_hegui");
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The form of the example repository whose change a test tries, and the project form beside it.
const FORM: &str = "submissions/2022/卫生健康局.json";

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join(path)).unwrap()
}

fn yaml(path: &str) -> Value {
    serde_saphyr::from_str(&read(path)).unwrap_or_else(|fault| unreachable!("{path}: {fault}"))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| unreachable!("{value} is no text"))
}

/// A change of the example repository as a service has it: on a branch of its own, beside `main`.
struct Change {
    folder: TempDir,
}

impl Change {
    /// The repository as it stands, and a change by edits.
    fn new(edit: impl FnOnce(&Path)) -> Self {
        let change = Self { folder: tempfile::tempdir().unwrap() };
        let work = change.path("work");
        copy(&Path::new(ROOT).join("fixtures/repository"), &work);
        // The program as gates find it.
        fs::create_dir(change.path("bin")).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(HEGUI, change.path("bin/hegui")).unwrap();
        #[cfg(not(unix))]
        fs::copy(HEGUI, change.path("bin/hegui.exe")).unwrap();
        change.git(&work, &["init", "--quiet", "--initial-branch", "main"]);
        change.commit(&work);
        change.git(&work, &["checkout", "--quiet", "-b", "change"]);
        edit(&work);
        change.commit(&work);
        change.git(&work, &["update-ref", "refs/pull/7/head", "change"]);
        change
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, program: &str, folder: &Path) -> Command {
        let mut command = Command::new(program);
        let path = std::env::var("PATH").unwrap();
        let path = format!("{}:{path}", self.path("bin").display());
        command
            .current_dir(folder)
            .env_clear()
            .env("PATH", path)
            .env("LANG", "C")
            .env("HOME", self.folder.path());
        command.env("GIT_CONFIG_NOSYSTEM", "1").env("TMPDIR", self.folder.path()).stdin(Stdio::null());
        for who in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{who}_NAME"), "x").env(format!("GIT_{who}_EMAIL"), "x@example.org");
        }
        command
    }

    fn git(&self, folder: &Path, args: &[&str]) {
        let output = self.command("git", folder).args(args).output().unwrap();
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn commit(&self, folder: &Path) {
        self.git(folder, &["add", "--all"]);
        self.git(folder, &["commit", "--quiet", "--allow-empty", "--message", "x"]);
    }

    /// The change as a service checks it out.
    fn checkout(&self, name: &str) -> PathBuf {
        let to = self.path(name);
        let work = self.path("work");
        self.git(self.folder.path(), &["clone", "--quiet", work.to_str().unwrap(), to.to_str().unwrap()]);
        self.git(&to, &["checkout", "--quiet", "change"]);
        to
    }

    /// Standard output and status of a script.
    fn run(&self, shell: &str, script: &str, folder: &Path, variables: &[(&str, &str)]) -> (String, i32) {
        let variables = variables.iter().copied();
        let output = self.command(shell, folder).args(["-c", script]).envs(variables).output().unwrap();
        told(&output)
    }

    /// What hegui itself says in the folder of the change, and its status.
    fn check(&self, args: &[&str]) -> (String, i32) {
        let output = self.command(HEGUI, &self.path("work")).arg("check").args(args).output().unwrap();
        told(&output)
    }

    /// The merge of the change into main, as the action checks it out, and the head of the change.
    fn merge(&self, name: &str) -> (PathBuf, String) {
        let to = self.checkout(name);
        self.git(&to, &["checkout", "--quiet", "--detach", "origin/main"]);
        self.git(&to, &["merge", "--quiet", "--no-ff", "--message", "x", "origin/change"]);
        let head = self.command("git", &to).args(["rev-parse", "origin/change"]).output().unwrap();
        (to, String::from_utf8(head.stdout).unwrap().trim_end().to_owned())
    }

    /// The action of this repository, as the workflow of the example uses it.
    fn github(&self) -> (String, i32) {
        let (checkout, head) = self.merge("github");
        let told = self.github_on(&checkout, &head);
        for name in ["report.html", "report.json", "report.sarif"] {
            let report = self.path("temp/hegui-reports").join(name);
            assert!(report.metadata().unwrap().len() > 100, "{name}");
        }
        told
    }

    /// The action on what is checked out, told which commit is the head of the change.
    fn github_on(&self, checkout: &Path, head: &str) -> (String, i32) {
        let workflow = yaml("fixtures/repository/.github/workflows/gate.yml");
        let step = &workflow["jobs"]["gate"]["steps"][0];
        assert_eq!(text(&step["uses"]), format!("OWNER/hegui@v{VERSION}"));
        let action = yaml("action.yml");
        let steps = action["runs"]["steps"].as_array().unwrap();
        let of = |name: &str| steps.iter().find(|step| step["name"] == name).unwrap();
        let output = self.path("outputs");
        let mut known: BTreeMap<String, String> = BTreeMap::new();
        for (name, input) in action["inputs"].as_object().unwrap() {
            let given = step["with"].get(name).unwrap_or(&input["default"]);
            known.insert(format!("${{{{ inputs.{name} }}}}"), text(given).to_owned());
        }
        known.insert("${{ inputs.program }}".into(), HEGUI.into());
        known.insert("${{ steps.program.outputs.program }}".into(), HEGUI.into());
        for name in ["action_repository", "action_ref", "token"] {
            known.insert(format!("${{{{ github.{name} }}}}"), String::new());
        }
        let base = "github.event.merge_group.base_sha || github.base_ref && format('origin/{0}', github.base_ref) || ''";
        known.insert(format!("${{{{ {base} }}}}"), "origin/main".into());
        known.insert("${{ github.event.pull_request.head.sha }}".into(), head.to_owned());
        let mut last = (String::new(), 0);
        for name in ["Get hegui", "Check forms"] {
            let step = of(name);
            let variables = step["env"].as_object().unwrap();
            let variables =
                variables.iter().map(|(name, value)| (name.as_str(), known[text(value)].as_str()));
            let (temp, outputs) = (self.path("temp"), output.to_str().unwrap());
            let own = [
                ("RUNNER_TEMP", temp.to_str().unwrap()),
                ("GITHUB_OUTPUT", outputs),
                ("RUNNER_OS", "Linux"),
                ("RUNNER_ARCH", "X64"),
            ];
            let variables: Vec<(&str, &str)> = variables.chain(own).collect();
            last = self.run("bash", text(&step["run"]), checkout, &variables);
        }
        assert!(fs::read_to_string(output).unwrap().contains(&format!("program={HEGUI}\n")));
        last
    }

    fn gitlab(&self) -> (String, i32) {
        let job = &yaml("fixtures/repository/.gitlab-ci.yml")["gate"];
        let script: Vec<&str> = job["script"].as_array().unwrap().iter().map(text).collect();
        let checkout = self.checkout("gitlab");
        let target = [("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main")];
        let told = self.run("sh", &script.join("\n"), &checkout, &target);
        for path in [&job["artifacts"]["reports"]["codequality"], &job["artifacts"]["paths"][0]] {
            assert!(checkout.join(text(path)).is_file(), "{path}");
        }
        told
    }

    fn gitea(&self) -> (String, i32) {
        let step = &yaml("fixtures/repository/.gitea/workflows/gate.yml")["jobs"]["gate"]["steps"][0];
        let work = self.path("work");
        let values = [
            ("URL", work.to_str().unwrap()),
            ("TOKEN", "secret"),
            ("CHANGE", "refs/pull/7/head"),
            ("BASE", "main"),
        ];
        let names: Vec<&str> = step["env"].as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(names, values.map(|(name, _)| name));
        fs::create_dir(self.path("gitea")).unwrap();
        self.run("sh", text(&step["run"]), &self.path("gitea"), &values)
    }

    fn gitee(&self) -> (String, i32) {
        let step = &yaml("fixtures/repository/.workflow/gate.yml")["stages"][0]["steps"][0];
        self.run("sh", text(&step["command"]), &self.checkout("gitee"), &[])
    }
}

fn told(output: &Output) -> (String, i32) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let code = output.status.code().unwrap();
    (format!("{}{}", text(&output.stdout), text(&output.stderr)), code)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Writes a figure into the form that does not follow from the others.
fn breaks(work: &Path) {
    let form = work.join(FORM);
    let sound = fs::read_to_string(&form).unwrap();
    assert!(sound.contains("\"97.22%\""));
    fs::write(form, sound.replace("\"97.22%\"", "\"99.22%\"")).unwrap();
}

/// Breaks the form, and loosens in each way what it is checked by.
fn loosens(work: &Path) {
    breaks(work);
    edit(work, "hegui.toml", |text| text.replace("submissions/drafts/**", "submissions/2022/**"));
}

fn edit(work: &Path, name: &str, change: impl FnOnce(String) -> String) {
    let path = work.join(name);
    let text = fs::read_to_string(&path).unwrap();
    let changed = change(text.clone());
    assert_ne!(text, changed);
    fs::write(path, changed).unwrap();
}

/// What is told of the broken form.
const BROKEN: &str = "预算完成率应为 97.22%，填的是 99.22%";

/// Whether a gate refuses it; GitHub wants percent signs written as `%25`.
fn is_refused((shown, code): &(String, i32)) -> bool {
    *code == 1 && shown.replace("%25", "%").contains(BROKEN)
}

#[test]
fn the_repository_as_it_stands_passes_and_its_typing_error_is_accepted() {
    let (shown, code) = Change::new(|_| {}).check(&["submissions", "--format", "json"]);
    let report: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!((&report["summary"]["documents"], code), (&3.into(), 0));
    assert_eq!((&report["summary"]["errors"], &report["summary"]["waived"]), (&2.into(), &2.into()));
}

#[test]
fn every_gate_lets_a_good_change_in() {
    let change = Change::new(|work| {
        let form = fs::read_to_string(work.join(FORM)).unwrap();
        fs::write(
            work.join("submissions/2022/民政局.json"),
            form.replace("卫生健康局", "民政局").replace("361001", "361002"),
        )
        .unwrap();
        fs::remove_file(work.join("submissions/2023/医院设备购置.json")).unwrap();
    });
    let told = [change.github(), change.gitlab(), change.gitea(), change.gitee()];
    for (shown, code) in &told {
        assert_eq!(*code, 0, "{shown}");
    }
    assert!(told[1].0.contains("submissions/2022/民政局.json"), "{}", told[1].0);
    assert!(!told[1].0.contains(&format!("{FORM}:")), "{}", told[1].0);
}

#[test]
fn every_gate_refuses_a_broken_form_and_says_where() {
    let change = Change::new(breaks);
    let told = change.github();
    assert!(is_refused(&told) && told.0.contains(&format!("::error file={FORM},line=15,")), "{told:?}");
    for told in [change.gitlab(), change.gitea(), change.gitee()] {
        assert!(is_refused(&told) && told.0.contains(&format!("{FORM}:15:24")), "{told:?}");
    }
}

#[test]
fn no_gate_is_loosened_by_the_change_that_it_checks() {
    let change = Change::new(loosens);
    assert_eq!(change.check(&["submissions"]).1, 0);
    for told in [change.github(), change.gitlab(), change.gitea(), change.gitee()] {
        assert!(is_refused(&told), "{told:?}");
    }
}

/// The service leaves the merge of an earlier head in place while the newest cannot be merged.
#[test]
fn the_action_refuses_the_merge_of_an_earlier_head() {
    let change = Change::new(|_| {});
    let (checkout, head) = change.merge("github");
    change.commit(&change.path("work"));
    let newer = change.command("git", &change.path("work")).args(["rev-parse", "change"]).output().unwrap();
    let newer = String::from_utf8(newer.stdout).unwrap();
    assert_ne!(newer.trim_end(), head);
    let told = change.github_on(&checkout, newer.trim_end());
    assert_eq!(
        told,
        (
            format!("::error::this is not the merge of {newer}").trim_end().to_owned()
                + ": resolve its conflicts\n",
            2
        )
    );
    assert!(!change.path("temp/hegui-reports").exists());
}

/// What a change does to the repository.
type Way<'w> = &'w dyn Fn(&Path);

#[test]
fn each_way_to_loosen_the_gate_passes_by_itself_and_is_refused_by_the_base() {
    let off = |work: &Path| {
        breaks(work);
        let off = "\n[off]\n\"funds/completion-rate\" = \"以后再说\"\n\"consistency/restated-figures\" = \"以后再说\"\n";
        edit(work, "rules/bureau-department/pack.toml", |text| text + off);
    };
    let severity = |work: &Path| {
        breaks(work);
        let lower =
            "[severity]\n\"funds/completion-rate\" = \"info\"\n\"consistency/restated-figures\" = \"info\"\n";
        edit(work, "hegui.toml", |text| text.replace("[severity]\n", lower));
    };
    let waives = |work: &Path| {
        breaks(work);
        let report =
            Command::new(HEGUI).args(["check", "--format", "json", "submissions"]).current_dir(work).output();
        fs::write(work.join("../report.json"), report.unwrap().stdout).unwrap();
        let args =
            ["baseline", "../report.json", "--reason", "x", "--approved-by", "x", "--expires", "2099-12-31"];
        assert!(Command::new(HEGUI).args(args).current_dir(work).output().unwrap().status.success());
    };
    let deletes = |work: &Path| {
        breaks(work);
        for name in ["hegui.toml", "waivers.toml"] {
            fs::remove_file(work.join(name)).unwrap();
        }
    };
    let links = |work: &Path| {
        loosens(work);
        fs::rename(work.join("hegui.toml"), work.join("other.toml")).unwrap();
        std::os::unix::fs::symlink("other.toml", work.join("hegui.toml")).unwrap();
    };
    let ways: [(&str, Way<'_>, i32); 6] = [
        ("exclude", &loosens, 0),
        ("off", &off, 0),
        ("severity", &severity, 0),
        ("waivers", &waives, 0),
        ("no file", &deletes, 1),
        ("link", &links, 0),
    ];
    for (way, loosen, code) in ways {
        let change = Change::new(loosen);
        assert_eq!(change.check(&["submissions"]).1, code, "{way}");
        let (shown, code) = change.check(&["--config-from=main", "--changed-since=main", "submissions"]);
        assert!(code == 1 && shown.contains(BROKEN), "{way}: {code} {shown}");
        assert!(shown.contains("没有采用："), "{way}: {shown}");
    }
}

#[test]
fn the_hook_checks_what_is_to_be_committed() {
    let hook = &yaml(".pre-commit-hooks.yaml")[0];
    let own = &yaml("fixtures/repository/.pre-commit-config.yaml")["repos"][0];
    assert_eq!((text(&own["rev"]), &own["hooks"][0]["id"]), (format!("v{VERSION}").as_str(), &hook["id"]));
    let files = regex::Regex::new(text(&hook["files"])).unwrap();
    for ending in std::iter::once("json").chain(hegui::workbook::READ) {
        assert!(files.is_match(&format!("submissions/a.{ending}")), "{ending}");
    }
    assert!(!files.is_match("hegui.toml"));
    let change = Change::new(breaks);
    let run = |form: &str| {
        let script = format!("{} \"$FORM\"", text(&hook["entry"]));
        change.run("sh", &script, &change.path("work"), &[("FORM", form)])
    };
    assert_eq!(run("submissions/2023/城市管理局.json").1, 0);
    let (shown, code) = run(FORM);
    assert!(code == 1 && shown.contains(BROKEN), "{code} {shown}");
}

/// The lines of the first block of a page that sets up a repository.
fn pasted(page: &str) -> String {
    let page = read(page);
    let blocks = page.split("```bash\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    blocks.into_iter().find(|block| block.starts_with("git init")).unwrap().to_owned()
}

#[test]
fn the_lines_of_the_readme_lead_from_nothing_to_a_green_gate() {
    for page in ["README.md", "README.zh-CN.md"] {
        let lines = pasted(page);
        assert_eq!(lines.lines().count(), 10, "{lines}");
        let change = Change::new(|_| {});
        let folder = change.path("fresh");
        fs::create_dir(&folder).unwrap();
        let (shown, code) = change.run("bash", &format!("set -e\n{lines}"), &folder, &[]);
        assert_eq!((shown.lines().last().unwrap(), code), ("合计 1 张表：没有发现问题", 0), "{shown}");
        let workflow = fs::read_to_string(folder.join("gate/.github/workflows/gate.yml")).unwrap();
        let workflow: Value = serde_saphyr::from_str(&workflow).unwrap();
        let example = yaml("fixtures/repository/.github/workflows/gate.yml");
        assert_eq!(workflow["jobs"]["gate"]["steps"][0]["uses"], example["jobs"]["gate"]["steps"][0]["uses"]);
        assert_eq!(workflow["permissions"], example["permissions"]);
        assert_eq!(workflow["on"], "pull_request_target");
    }
}

#[test]
fn the_release_builds_what_the_action_asks_for() {
    let release = yaml(".github/workflows/release.yml");
    let include = release["jobs"]["build"]["strategy"]["matrix"]["include"].as_array().unwrap();
    let mut targets: Vec<&str> = include.iter().map(|one| text(&one["target"])).collect();
    targets.sort_unstable();
    let action = yaml("action.yml");
    let steps = action["runs"]["steps"].as_array().unwrap();
    let get = text(&steps[0]["run"]);
    let asked = get.lines().filter_map(|line| line.trim().split_once(") target=")?.1.strip_suffix(" ;;"));
    let mut asked: Vec<&str> = asked.filter(|target| *target != "none").collect();
    asked.sort_unstable();
    assert_eq!(targets, asked);
    let scripts = |job: &str| {
        let steps = release["jobs"][job]["steps"].as_array().unwrap();
        steps.iter().filter_map(|step| step["run"].as_str()).collect::<Vec<_>>()
    };
    let (build, publish) = (scripts("build"), scripts("publish"));
    assert!(
        build.iter().any(|script| script.contains("packed/hegui-$TARGET.tar.gz"))
            && get.contains("hegui-$target.tar.gz")
    );
    let change = Change::new(|_| {});
    let action_scripts = steps.iter().filter_map(|step| step["run"].as_str());
    for script in build.iter().chain(&publish).copied().chain(action_scripts) {
        let output =
            change.command("bash", change.folder.path()).args(["-n", "-c", script]).output().unwrap();
        assert!(output.status.success() && output.stderr.is_empty(), "{script}");
    }
}

#[test]
fn the_files_follow_the_schemas_of_their_services() {
    for (schema, files) in [
        ("github-action", &["action.yml"][..]),
        (
            "github-workflow",
            &[
                ".github/workflows/release.yml",
                "fixtures/repository/.github/workflows/gate.yml",
                "fixtures/repository/.gitea/workflows/gate.yml",
            ],
        ),
        ("gitlab-ci", &["fixtures/repository/.gitlab-ci.yml"]),
    ] {
        let schema: Value = serde_json::from_str(&read(&format!("fixtures/schemas/{schema}.json"))).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        for file in files {
            let errors: Vec<String> =
                validator.iter_errors(&yaml(file)).map(|error| error.to_string()).collect();
            assert_eq!(errors, Vec::<String>::new(), "{file}");
        }
        // A mistyped key would be seen.
        let mut wrong = yaml(files[0]);
        let first = wrong.as_object_mut().unwrap().values_mut().find(|value| value.is_object()).unwrap();
        *first = Value::from(7);
        assert!(!validator.is_valid(&wrong), "{files:?}");
    }
}

#[test]
fn the_image_has_what_the_program_is_built_from_and_every_gate_names_its_version() {
    let image = read("Containerfile");
    let manifest = read("Cargo.toml");
    let rust =
        manifest.lines().find_map(|line| line.strip_prefix("rust-version = \"")?.strip_suffix('"')).unwrap();
    assert!(image.contains(&format!("FROM rust:{rust}-alpine AS build")), "{rust}");
    let copied = image.lines().filter(|line| line.starts_with("COPY ") && !line.contains("--from"));
    let copied: Vec<&str> = copied.flat_map(|line| line.split(' ').skip(1)).collect();
    // What cargo reads of the repository to build the program.
    for needed in ["Cargo.toml", "Cargo.lock", "askama.toml", "build.rs", "src", "rules", "benches"] {
        assert!(copied.contains(&needed) && Path::new(ROOT).join(needed).exists(), "{needed}");
    }
    let tag = format!("hegui:{VERSION}");
    assert!(image.contains(&format!("-t {tag} ")));
    let gitee = yaml("fixtures/repository/.workflow/gate.yml");
    let images = [
        yaml("fixtures/repository/.gitlab-ci.yml")["gate"]["image"].clone(),
        yaml("fixtures/repository/.gitea/workflows/gate.yml")["jobs"]["gate"]["container"].clone(),
        gitee["stages"][0]["steps"][0]["image"].clone(),
    ];
    for image in images {
        assert_eq!(image, tag.as_str());
    }
}
