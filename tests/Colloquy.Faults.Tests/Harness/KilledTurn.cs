using System.Globalization;
using Microsoft.Extensions.AI;

namespace Colloquy.Faults.Tests;

/// <summary>A file with a turn in it whose process was killed, and what that turn's tools did.</summary>
internal sealed class KilledTurn(string file, string effects, bool parallel, TimeSpan? later = null) : IAsyncDisposable
{
    private readonly AheadTime _time = new(later ?? TimeSpan.FromHours(1));
    private SqliteSessionStore? _store;

    /// <summary>The desk in this process, where the killed turn's lease has expired.</summary>
    public BookingDesk Desk { get; } = new(effects, KillSwitch.Off);

    public Agent Agent(Durability durability = Durability.Step) => Desk.CreateAgent(parallel, durability);

    public async Task<Session> OpenAsync()
    {
        _store ??= await SqliteSessionStore.OpenAsync(file, Stores.Patient(_time));
        return await _store.OpenAsync(Stores.Key, new OpenSessionOptions { TimeProvider = _time });
    }

    /// <summary>How often each call's tool acted, in any process.</summary>
    public Dictionary<string, int> CountEffects()
    {
        var lines = File.Exists(effects) ? File.ReadAllLines(effects) : [];
        return BookingDesk.Calls.ToDictionary(call => call.Id, call => lines.Count(line => line == call.Id));
    }

    /// <summary>Reads the log, and checks its hashes.</summary>
    public async Task<IReadOnlyList<Entry>> ReadLogAsync()
    {
        await OpenAsync();
        return await LogCheck.ReadAsync(_store!, Stores.Key);
    }

    /// <summary>The conversation as a person would note it down.</summary>
    public async Task<List<string>> ReadNotesAsync() => [.. (await (await OpenAsync()).GetItemsAsync()).Select(item => Note(item.Message))];

    public async Task<List<string>> ReadTurnsAsync() =>
        await (await OpenAsync()).Turns.ReadAsync().Select(turn => string.Create(CultureInfo.InvariantCulture, $"{turn.Number} {turn.Status}")).ToListAsync();

    public ValueTask DisposeAsync() => _store?.DisposeAsync() ?? ValueTask.CompletedTask;

    public static string Note(ChatMessage message) => $"{message.Role}: {string.Join(" ", message.Contents.Select(content => content switch
    {
        TextReasoningContent => "(thinks)",
        TextContent text => text.Text,
        FunctionCallContent call => $"{call.Name}#{call.CallId}",
        FunctionResultContent result => $"#{result.CallId}={Result(result)}",
        _ => content.GetType().Name,
    }))}";

    /// <summary>A result in a word: done, or unknown.</summary>
    private static string Result(FunctionResultContent result) => result.Result?.ToString() switch
    {
        { } text when text == $"{result.CallId} done" => "done",
        { } text when text.Contains("unknown", StringComparison.Ordinal) => "unknown",
        var other => $"'{other}'",
    };
}
