using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Import;

/// <summary>Reads the usage of turns of <c>AdvancedSQLiteSession</c>.</summary>
internal sealed class AgentsUsage(SourceDatabase database, string session)
{
    private const string OfTurn = """
        SELECT input_tokens, output_tokens, total_tokens, input_tokens_details, output_tokens_details, id, requests
        FROM turn_usage WHERE session_id = ?1 AND branch_id = ?2 AND user_turn_number = CAST(?3 AS INTEGER)
        """;

    /// <summary>The usage of a turn as one call; null when none was recorded.</summary>
    /// <param name="branch">The branch.</param>
    /// <param name="turn">The turn.</param>
    /// <param name="requests">How many calls of the model it sums.</param>
    public ImportedCall? Find(string branch, long turn, out long requests)
    {
        requests = 0;
        using var rows = database.Query(OfTurn, session, branch, turn.ToString(CultureInfo.InvariantCulture));
        if (!rows.Step())
            return null;

        requests = rows.Number(6) ?? 0;
        return new ImportedCall
        {
            Provider = "openai",
            Usage = new UsageDetails
            {
                InputTokenCount = rows.Number(0),
                OutputTokenCount = rows.Number(1),
                TotalTokenCount = rows.Number(2),
                CachedInputTokenCount = Detail(rows.Text(3), "cached_tokens", rows.Number(5)),
                ReasoningTokenCount = Detail(rows.Text(4), "reasoning_tokens", rows.Number(5)),
            },
        };
    }

    private long? Detail(string? details, string name, long? row)
    {
        if (string.IsNullOrEmpty(details))
            return null;

        var place = string.Create(CultureInfo.InvariantCulture, $"turn_usage row {row}");
        return JsonText.Read(Encoding.UTF8.GetBytes(details), database.Path, place, new ItemNotes(place)) is { ValueKind: JsonValueKind.Object } found ? found.Number(name) : null;
    }
}
