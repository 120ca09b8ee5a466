using System.Text.Json;

namespace Colloquy.Samples.Tests.Banking;

/// <summary>The banking sample passes, and turns red when its server computes wrongly: by its checks, and by the replayed model, which was told something else.</summary>
public sealed class BrokenBankTests
{
    [Fact]
    public async Task The_sample_passes_as_it_is_with_a_replayed_model_and_a_real_bank()
    {
        using var banking = new BankingCopy();
        banking.ChangeServer("Bank.cs", "_balances[to] += amount;", "_balances[to] = _balances[to] + amount;");

        var (exitCode, output) = await banking.RunTestsAsync();

        Assert.True(exitCode == 0, output);
        Assert.Contains("Failed: 0", output, StringComparison.Ordinal);
        var run = JsonElement.Parse(await File.ReadAllTextAsync(Directory.GetFiles(banking.Results, "*.json", SearchOption.AllDirectories).First(path => Path.GetFileName(Path.GetDirectoryName(path)) == "runs"), TestContext.Current.CancellationToken));
        var turns = run.GetProperty("conversations").EnumerateArray().SelectMany(conversation => conversation.GetProperty("turns").EnumerateArray()).ToList();
        Assert.True(turns.Count > 20);
        Assert.All(turns, turn => Assert.Equal(["replayed", "standIn"], turn.GetProperty("origin").EnumerateArray().Select(word => word.GetString())));
        Assert.All(turns.SelectMany(turn => turn.GetProperty("toolCalls").EnumerateArray()), call => Assert.False(call.TryGetProperty("isReplayed", out var replayed) && replayed.GetBoolean()));
    }

    [Theory]
    [InlineData("_balances[to] += amount;", "_balances[to] += amount + 1;", "live", @"Colloquy.Testing.CheckFailedException .*tool host state")]
    [InlineData("_balances[account] -= amount;", "", "replay", @"Colloquy.Testing.CassetteMissException (.*\n)+? +The first difference is in messages\[\d\]\.contents\[0\]\.result:\s+recorded: .*""new_balance_from\\"":1000\.00.*\s+now: .*""new_balance_from\\"":1500\.00")]
    public async Task The_conversation_fails_when_the_bank_computes_wrongly(string piece, string replacement, string cassettes, string failure)
    {
        using var banking = new BankingCopy { Cassettes = cassettes };
        banking.ChangeServer("Bank.cs", piece, replacement);

        var (exitCode, output) = await banking.RunTestsAsync();

        Assert.True(exitCode == 1, output);
        Assert.Matches($@"trip-savings: Moves money for the trip \[FAIL\]\s+{failure}", output);
    }

    [Fact]
    public async Task The_third_turn_passes_alone()
    {
        using var banking = new BankingCopy();

        var (exitCode, output) = await banking.RunTestsAsync("-method", "*.TripSavings.Remembers_where_the_trip_goes");

        Assert.True(exitCode == 0, output);
        Assert.Contains("Total: 1, Errors: 0, Failed: 0, Skipped: 0", output, StringComparison.Ordinal);
    }
}
