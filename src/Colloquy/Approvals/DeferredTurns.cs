using System.Text.Json;
using System.Text.Json.Serialization;

namespace Colloquy;

/// <summary>The turns that wait behind newer ones on a line: one key of the session's state, so that they follow the branch and its head.</summary>
internal static class DeferredTurns
{
    private const string Key = StateJson.ReservedPrefix + "waiting";

    public static async ValueTask<IReadOnlyList<DeferredTurn>> ReadAsync(SessionLog log, Position head, CancellationToken cancellationToken)
    {
        if (head.IsStart)
            return [];

        var written = await log.Store.ReadStateAsync(log.Key, head, Key, cancellationToken).ConfigureAwait(false);
        return StateJson.ReadReserved(written.Count == 0 ? null : written[0], log.Key, DeferredTurnJson.Default.DeferredTurnArray) ?? [];
    }

    public static StateBody Write(IReadOnlyList<DeferredTurn> turns) => turns.Count == 0
        ? new StateBody(Key) { Removed = true }
        : new StateBody(Key) { Value = JsonSerializer.SerializeToElement([.. turns], DeferredTurnJson.Default.DeferredTurnArray) };
}

/// <summary>The stored JSON form of <see cref="DeferredTurn"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(DeferredTurn[]))]
internal sealed partial class DeferredTurnJson : JsonSerializerContext;
