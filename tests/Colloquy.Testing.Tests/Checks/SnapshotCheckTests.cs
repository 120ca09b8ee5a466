using static Colloquy.Testing.Tests.Checks.Talk;

namespace Colloquy.Testing.Tests.Checks;

public sealed class SnapshotCheckTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_transcript_is_written_for_review_and_is_the_same_each_time()
    {
        var path = Path.Combine(_folder.FullName, "trip.txt");
        for (var run = 0; run < 3; run++)
        {
            var id = Guid.CreateVersion7();
            await using var conversation = await StartAsync(Transfers(500), Says($"Done.\nSee {id} and {id}, at 2026-11-30T09:15:0{run}Z."), Says("Lisbon."));
            await conversation.SayAsync("Move 500.", name: "Move");
            await conversation.SayAsync("What for?", name: "Ask");

            if (run == 0)
                Assert.Contains("snapshot: there was no snapshot. It was written to", Fails(() => conversation.Expect.Meets(new SnapshotCheck(path))).Message, StringComparison.Ordinal);
            else
                conversation.Expect.Meets(new SnapshotCheck(path));
        }

        Assert.Equal(
            """
            turn 1, Move
            user: Move 500.
            bank.transfer: {"amount":500,"from_account":"checking","to_account":"savings"}
              returned:
                {
                  "amount": 500,
                  "amount_formatted": "$500.00",
                  "new_balance_from": 1000,
                  "new_balance_to": 3500,
                  "transaction_id": "TX0001"
                }
            teller:
              Done.
              See <id 1> and <id 1>, at <time 1>.

            turn 2, Ask
            user: What for?
            teller: Lisbon.

            """.ReplaceLineEndings("\n"), File.ReadAllText(path));
    }

    [Fact]
    public async Task A_difference_is_shown_with_the_lines_around_it_and_can_be_accepted()
    {
        var path = Path.Combine(_folder.FullName, "turn.txt");
        var first = await TurnAsync(Transfers(500), Says("Done."));
        var second = await TurnAsync(Transfers(50), Says("Done."));

        first.Expect.Meets(new SnapshotCheck(path) { Updates = true });
        var error = Fails(() => second.Expect.Meets(new SnapshotCheck(path)));
        second.Expect.Meets(new SnapshotCheck(path) { Updates = true }).Meets(new SnapshotCheck(path));

        Assert.Contains("snapshot: line 3 differs:", error.Message.Split('\n')[0], StringComparison.Ordinal);
        Assert.Contains("- bank.transfer: {\"amount\":500,", error.Message, StringComparison.Ordinal);
        Assert.Contains("+ bank.transfer: {\"amount\":50,", error.Message, StringComparison.Ordinal);
        Assert.Contains("Set COLLOQUY_UPDATE_SNAPSHOTS=1", error.Message, StringComparison.Ordinal);
        Assert.Contains("was written again", second.Checks[1].Actual, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_changes_from_run_to_run_can_be_replaced()
    {
        var path = Path.Combine(_folder.FullName, "replaced.txt");
        (string, string)[] replacements = [("TX[0-9]{4}", "<transaction>"), ("ticket [0-9]+", "ticket <n>")];
        var first = await TurnAsync(Transfers(500), Says("Done, ticket 17."));
        var second = await TurnAsync(Transfers(500), Says("Done, ticket 18."));

        first.Expect.Meets(new SnapshotCheck(path) { Updates = true, Replacements = replacements });
        second.Expect.Meets(new SnapshotCheck(path) { Replacements = replacements });

        Assert.Contains("<transaction>", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_file_cannot_hold_is_escaped()
    {
        var path = Path.Combine(_folder.FullName, "odd.txt");
        await using var conversation = await ReplayAsync(Answer(Says("Lisbon. \uD800 \0 \uD83C\uDF0D")));
        var turn = await conversation.SayAsync("Where?\r\nAnd when?");

        turn.Expect.Meets(new SnapshotCheck(path) { Updates = true }).Meets(new SnapshotCheck(path));

        Assert.EndsWith("user:\n  Where?\n  And when?\nassistant: Lisbon. \\uD800 \\u0000 \uD83C\uDF0D\n", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_file_is_beside_the_test()
    {
        var turn = await TurnAsync(Says("Lisbon."));

        turn.Expect.Snapshot();
        turn.Conversation.Expect.Snapshot("SnapshotCheckTests.whole.snapshot.txt");
        CannotTell(() => turn.Expect.Snapshot(sourceFile: "/no/such/folder/Test.cs"));
    }
}
