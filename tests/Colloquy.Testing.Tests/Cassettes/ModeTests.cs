namespace Colloquy.Testing.Tests.Cassettes;

public sealed class ModeTests : IDisposable
{
    private readonly Tapes _tapes = new();

    public void Dispose() => _tapes.Dispose();

    [Fact]
    public async Task Auto_replays_what_is_there_and_records_what_is_missing()
    {
        await Tapes.SayAsync("auto", _tapes.Counting(CassetteMode.Auto), "add 2");
        var turns = await Tapes.SayAsync("auto", _tapes.Counting(CassetteMode.Auto), "add 2", "add 3");
        var replayed = await Tapes.SayAsync("auto", _tapes.Counting(CassetteMode.Replay), "add 2", "add 3");

        // The host of the second run is brought to where the first turn left it.
        Assert.Equal("It is 5.", turns[1].Text);
        Assert.Equal((AnswerOrigin.Replayed, AnswerOrigin.Live), (turns[0].Origin, turns[1].Origin));
        Assert.Equal("It is 5.", replayed[1].Text);
        Assert.Equal((2, 2), (_tapes.Clients, _tapes.Hosts));
    }

    [Fact]
    public async Task Auto_records_nothing_in_continuous_integration()
    {
        var error = await Assert.ThrowsAsync<CassetteMissException>(() => Tapes.SayAsync("ci", _tapes.Counting(CassetteMode.Auto, new CassetteOptions { RecordsInAuto = false }), "add 2"));

        Assert.Contains("does not exist", error.Message, StringComparison.Ordinal);
        Assert.Contains("continuous integration", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_tapes.PathOf("ci")));
        Assert.Equal((0, 0), (_tapes.Clients, _tapes.Hosts));
    }

    [Fact]
    public async Task Auto_does_not_record_what_differs()
    {
        await Tapes.SayAsync("differs", _tapes.Counting(CassetteMode.Auto), "add 2", "add 3");
        var before = _tapes.Read("differs");

        await Assert.ThrowsAsync<CassetteMissException>(() => Tapes.SayAsync("differs", _tapes.Counting(CassetteMode.Auto), "add 4", "add 3"));

        Assert.Equal(before, _tapes.Read("differs"));
    }

    [Fact]
    public async Task Live_neither_reads_nor_writes()
    {
        File.WriteAllText(_tapes.PathOf("live"), "anything");

        var turns = await Tapes.SayAsync("live", _tapes.Counting(CassetteMode.Live), "add 2");

        Assert.Equal("It is 2.", turns[0].Text);
        Assert.Equal("anything", _tapes.Read("live"));
    }

    [Fact]
    public async Task Recording_a_late_turn_keeps_the_earlier_ones()
    {
        await Tapes.SayAsync("late", _tapes.Counting(CassetteMode.Record), "add 1", "add 2", "add 3", "add 4");
        await using (var conversation = await Conversation.StartAsync("late", _tapes.Counting(CassetteMode.Record)))
        {
            conversation.IsPrelude = true;
            var first = await conversation.SayAsync("add 1");
            await conversation.SayAsync("add 2");
            conversation.IsPrelude = false;
            var third = await conversation.SayAsync("add 30");

            Assert.Equal((AnswerOrigin.Replayed, AnswerOrigin.Live), (first.Origin, third.Origin));
            Assert.Equal("It is 33.", third.Text);
        }

        var replayed = await Tapes.SayAsync("late", _tapes.Counting(CassetteMode.Replay), "add 1", "add 2", "add 30");

        // Turn 4 followed another turn 3.
        Assert.Equal(["It is 1.", "It is 3.", "It is 33."], replayed.Select(turn => turn.Text));
        Assert.DoesNotContain("turn: 4", _tapes.Read("late"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recording_a_turn_as_it_was_keeps_the_later_ones()
    {
        await Tapes.SayAsync("same", _tapes.Counting(CassetteMode.Record), "add 1", "add 2", "add 3");
        var before = _tapes.Read("same");

        await Tapes.SayAsync("same", _tapes.Counting(CassetteMode.Record), "add 1", "add 2");

        Assert.Equal(before, _tapes.Read("same"));
    }

    [Fact]
    public async Task What_the_conversation_no_longer_has_leaves_the_cassette()
    {
        Action<ConversationBuilder> Setup(string host, string model) => conversation => conversation.UseCassette(_tapes.Folder + "/", CassetteMode.Record)
            .AddToolHost(Counter.NewHost(host)).UseAgent(parts => new Agent(parts.Client(ScriptedModel.Counting, model)) { Tools = parts.Tools });
        await Tapes.SayAsync("renamed", Setup("old-host", "old-model"), "add 1");

        await Tapes.SayAsync("renamed", Setup("new-host", "new-model"), "add 1");

        Assert.DoesNotContain("old-", _tapes.Read("renamed"), StringComparison.Ordinal);
        Assert.Contains("- name: new-host", _tapes.Read("renamed"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_recorded_before_a_crash_is_kept()
    {
        var conversation = await Conversation.StartAsync("crash", _tapes.Counting(CassetteMode.Record));
        await conversation.SayAsync("add 1");

        // Nothing ends the conversation.
        var replayed = await Tapes.SayAsync("crash", _tapes.Counting(CassetteMode.Replay), "add 1");

        Assert.Equal("It is 1.", replayed[0].Text);
        await conversation.DisposeAsync();
    }

    [Fact]
    public async Task Each_trial_has_its_own_answers()
    {
        var number = 0;
        async Task<string> RunAsync(int trial, CassetteMode mode)
        {
            await using var conversation = await Conversation.StartAsync(new ConversationBuilder("trials") { Trial = trial }, _tapes.Counting(mode, model: () => new ScriptedModel(_ => new(ChatRole.Assistant, $"answer {Interlocked.Increment(ref number)}"))));
            return (await conversation.SayAsync("hello")).Text;
        }

        await Task.WhenAll(Enumerable.Range(1, 8).Select(trial => Task.Run(() => RunAsync(trial, CassetteMode.Record))));
        var replayed = await Task.WhenAll(Enumerable.Range(1, 8).Select(trial => RunAsync(trial, CassetteMode.Replay)));
        var miss = await Assert.ThrowsAsync<CassetteMissException>(() => RunAsync(9, CassetteMode.Replay));

        Assert.Equal(8, replayed.Distinct().Count());
        Assert.Contains("no recording of trial 9", miss.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fork_has_a_track_of_its_own()
    {
        async Task<(string Parent, string Fork, string Second)> RunAsync(CassetteMode mode)
        {
            await using var conversation = await Conversation.StartAsync("forks", _tapes.Counting(mode));
            await conversation.SayAsync("add 2");
            await using var fork = await conversation.ForkAsync();
            var forked = await fork.SayAsync("add 10");
            await using var second = await fork.ForkWithoutTurnAsync(1);
            return ((await conversation.SayAsync("add 3")).Text, forked.Text, (await second.SayAsync("add 1")).Text);
        }

        var recorded = await RunAsync(CassetteMode.Record);
        var replayed = await RunAsync(CassetteMode.Replay);

        Assert.Equal(("It is 5.", "It is 12.", "It is 11."), recorded);
        Assert.Equal(recorded, replayed);
        Assert.Equal(3, _tapes.Hosts);
        Assert.Contains("fork: \"1.1\"", _tapes.Read("forks"), StringComparison.Ordinal);
        Assert.Contains("fork: 1.1/2.1", _tapes.Read("forks").Replace("\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
