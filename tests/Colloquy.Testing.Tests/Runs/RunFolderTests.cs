using Microsoft.Extensions.Time.Testing;

namespace Colloquy.Testing.Tests.Runs;

public sealed class RunFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero));

    public void Dispose() => _folder.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Old_runs_are_kept_up_to_the_number_that_was_set()
    {
        List<RunRecord> runs = [];
        for (var i = 0; i < 5; i++)
            runs.Add(await RunAsync(kept: 3));

        var history = await new RunFolder(_folder.Path, "tests").ReadHistoryAsync(cancellationToken: Token);

        Assert.Equal(runs[2..].Select(run => run.Id), history.Runs.Select(run => run.Id));
        Assert.Equal(1, history.Runs[0].Totals.Tests);
        Assert.Equal("counting", Assert.Single(history.Runs[0].Conversations).Name);
    }

    [Fact]
    public async Task The_history_of_a_run_ends_before_it()
    {
        var (first, second, third) = (await RunAsync(), await RunAsync(), await RunAsync());
        var folder = new RunFolder(_folder.Path, "tests");

        Assert.Equal([first.Id, second.Id], (await folder.ReadHistoryAsync(before: third.Id, cancellationToken: Token)).Runs.Select(run => run.Id));
        Assert.Equal(second.Id, (await folder.ReadLatestAsync(third.Id, Token))!.Id);
        Assert.Null(await folder.ReadLatestAsync(first.Id, Token));
    }

    [Fact]
    public async Task A_run_of_selected_tests_is_the_baseline_of_no_other()
    {
        var (whole, narrowed, next) = (await RunAsync(), await RunAsync(), await RunAsync());
        var folder = new RunFolder(_folder.Path, "tests");
        await folder.WriteAsync(narrowed with { IsNarrowed = true }, Token);

        Assert.Equal(whole.Id, (await folder.ReadLatestAsync(next.Id, Token))!.Id);
        Assert.True((await folder.ReadHistoryAsync(before: next.Id, cancellationToken: Token)).Runs[1].IsNarrowed);
        Assert.Empty(RunSchema.Validate("colloquy-run.v1.schema.json", await File.ReadAllTextAsync(folder.ListFiles()[1], Token)));
    }

    [Fact]
    public async Task A_file_that_is_cut_is_a_clear_error_and_takes_nothing_else_down()
    {
        var (first, second) = (await RunAsync(), await RunAsync());
        var folder = new RunFolder(_folder.Path, "tests");
        var cut = folder.ListFiles()[0];
        await File.WriteAllTextAsync(cut, (await File.ReadAllTextAsync(cut, Token))[..400], Token);

        var error = await Assert.ThrowsAsync<RunUnreadableException>(() => RunFolder.ReadAsync(cut, Token));
        var history = await folder.ReadHistoryAsync(cancellationToken: Token);

        Assert.StartsWith($"The file '{second.Id}.json' is no run, or is not whole: ", error.Message);
        Assert.Equal(first.Id, Assert.Single(history.Runs).Id);
        Assert.Equal(error.Message, Assert.Single(history.Unreadable));
        Assert.Equal(first.Id, (await folder.ReadLatestAsync(cancellationToken: Token))!.Id);
    }

    [Theory]
    [InlineData("""{"schemaVersion":2,"somethingElse":true}""")]
    [InlineData("""{"schemaVersion":7}""")]
    public async Task A_file_of_a_newer_version_is_refused_and_says_what_to_do(string json)
    {
        var file = _folder.Of("new.json");
        await File.WriteAllTextAsync(file, json, Token);

        var error = await Assert.ThrowsAsync<RunUnreadableException>(() => RunFolder.ReadAsync(file, Token));

        Assert.Contains("reads version 1. Update Colloquy.Testing", error.Message);
        Assert.Equal(file, error.File);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("not json")]
    [InlineData("""{"schemaVersion":1}""")]
    public async Task A_file_that_is_no_run_is_a_clear_error(string text)
    {
        var file = _folder.Of("other.json");
        await File.WriteAllTextAsync(file, text, Token);

        Assert.Contains("'other.json' is no run", (await Assert.ThrowsAsync<RunUnreadableException>(() => RunFolder.ReadAsync(file, Token))).Message);
    }

    [Fact]
    public async Task Lists_that_a_file_lacks_are_empty()
    {
        await RunAsync();
        var file = new RunFolder(_folder.Path, "tests").ListFiles()[0];
        var json = await File.ReadAllTextAsync(file, Token);
        await File.WriteAllTextAsync(file, json.Replace("\"handoffs\":[],", "", StringComparison.Ordinal).Replace("\"trial\":1,", "", StringComparison.Ordinal).Replace("\"isUnfinished\":false,", "", StringComparison.Ordinal), Token);

        var run = await RunFolder.ReadAsync(file, Token);
        var conversation = run.Conversations[0];
        Assert.DoesNotContain("isUnfinished", await File.ReadAllTextAsync(file, Token), StringComparison.Ordinal);
        Assert.False(run.IsUnfinished);

        Assert.Equal(1, conversation.Trial);
        Assert.Empty(conversation.Turns[0].Handoffs);
    }

    [Fact]
    public void The_folder_of_results_is_named_by_the_environment_or_is_in_the_repository()
    {
        Assert.Equal("/elsewhere", RunFolder.DefaultRoot(name => name == "COLLOQUY_RESULTS" ? "/elsewhere" : null));
        Assert.EndsWith(Path.Combine("artifacts", "colloquy"), RunFolder.DefaultRoot(_ => null));
        Assert.True(File.Exists(Path.Combine(RunFolder.DefaultRoot(_ => null), "..", "..", "Colloquy.slnx")));
    }

    [Theory]
    [InlineData("Shop.Tests/Shop.Tests.csproj", "Shop.Tests")]
    [InlineData("Shop.Tests/Shop.Tests.fsproj", "Shop.Tests")]
    [InlineData("Shop.slnx", "")]
    [InlineData(".git", "")]
    public void The_results_of_a_test_program_are_with_its_project_where_there_is_no_solution(string file, string expected)
    {
        var program = _folder.Of("Shop.Tests/bin/Debug/net10.0");
        Directory.CreateDirectory(program);
        File.WriteAllText(_folder.Of("Shop.Tests/Shop.Tests.csproj"), "");
        File.WriteAllText(_folder.Of(file), "");

        Assert.Equal(Path.Combine(_folder.Of(expected), "artifacts", "colloquy"), RunFolder.DefaultRoot(_ => null, program));
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("a/b\\c:d*e?")]
    [InlineData("..")]
    [InlineData("CON")]
    [InlineData("quote\"and<angle>")]
    public void A_name_of_a_run_cannot_leave_the_folder(string name)
    {
        var folder = new RunFolder(_folder.Path, name);

        Assert.Equal(_folder.Path, Path.GetDirectoryName(folder.Path));
        Assert.DoesNotContain(Path.GetFileName(folder.Path), new[] { "..", ".", "CON" });
    }

    [Fact]
    public void Facts_of_the_machine_name_no_folder_no_user_and_no_secret()
    {
        var facts = RunEnvironment.Detect(name => name switch { "CI" => "true", "GITHUB_SHA" => "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3", _ => "secret" }).ToString();

        Assert.Contains("IsBuildServer = True", facts);
        Assert.Contains("a94a8fe5ccb19ba61c4c0873d391e987982fbbd3", facts);
        Assert.DoesNotContain("secret", facts);
        Assert.DoesNotContain(Environment.MachineName, facts);
        Assert.Null(RunEnvironment.Detect(name => name == "GITHUB_SHA" ? "/home/me/token" : null).Commit);
    }

    private async Task<RunRecord> RunAsync(int kept = 50)
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        var recorder = new RunRecorder(new RunRecorderOptions { Name = "tests", Root = _folder.Path, RunsKept = kept, TimeProvider = _time });
        await using (var conversation = await Conversation.StartAsync(new ConversationBuilder("counting").AddExtension(recorder.CreateExtension("counting")), one => one.UseAgent(parts => new Agent(parts.Client(ScriptedModel.Counting))), Token))
            await conversation.SayAsync("hello");
        return await recorder.CompleteAsync(Token);
    }
}
