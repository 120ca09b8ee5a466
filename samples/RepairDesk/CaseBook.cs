using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Samples;

/// <summary>Reads and writes a caller's cases, and the steps of the desk, in the session's state. Each has a key of its own, so undo removes what the undone turn wrote.</summary>
public sealed class CaseBook(SessionState state)
{
    private const string CasePrefix = "case:";
    private const string StepPrefix = "step:";
    private const string StepCount = "steps";

    public Task AddAsync(RepairCase repair, CancellationToken cancellationToken = default) =>
        state.SetAsync(CasePrefix + repair.Number, repair, cancellationToken: cancellationToken);

    public async Task<IReadOnlyList<RepairCase>> ListAsync(CancellationToken cancellationToken = default)
    {
        var entries = await state.ListAsync(cancellationToken: cancellationToken);
        return [.. entries.Where(entry => entry.Key.StartsWith(CasePrefix, StringComparison.Ordinal)).Select(Read<RepairCase>)];
    }

    public async Task NoteAsync(string step, CancellationToken cancellationToken = default)
    {
        var number = await state.IncrementAsync(StepCount, cancellationToken: cancellationToken);
        await state.SetAsync($"{StepPrefix}{number.ToString("D6", CultureInfo.InvariantCulture)}", step, cancellationToken: cancellationToken);
    }

    public Task<long> CountStepsAsync(CancellationToken cancellationToken = default) => state.GetAsync<long>(StepCount, cancellationToken: cancellationToken);

    public async Task<IReadOnlyList<string>> ListLatestStepsAsync(int count, CancellationToken cancellationToken = default)
    {
        var entries = await state.ListAsync(cancellationToken: cancellationToken);
        return [.. entries.Where(entry => entry.Key.StartsWith(StepPrefix, StringComparison.Ordinal)).TakeLast(count).Select(Read<string>)];
    }

    private static T Read<T>(StateEntry entry) => entry.Value.Deserialize<T>(AIJsonUtilities.DefaultOptions)!;
}
