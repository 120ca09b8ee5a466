using System.Globalization;
using Microsoft.Extensions.AI;

namespace Colloquy.Import;

/// <summary>Reads the messages of a session of the OpenAI Agents SDK.</summary>
internal sealed class AgentsMessages(SourceDatabase database, string session, Action read)
{
    private const string Plain = "SELECT id, message_data, created_at FROM agent_messages WHERE session_id = ? ORDER BY id";

    private const string OfBranch = """
        SELECT m.id, m.message_data, m.created_at, s.user_turn_number, s.message_id
        FROM message_structure s LEFT JOIN agent_messages m ON m.id = s.message_id AND m.session_id = s.session_id
        WHERE s.session_id = ?1 AND s.branch_id = ?2 ORDER BY s.sequence_number, s.id LIMIT -1 OFFSET CAST(?3 AS INTEGER)
        """;

    /// <summary>The times that SQLite writes, which are in UTC.</summary>
    public static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    public IEnumerable<ImportedItem> ReadPlain(CancellationToken cancellationToken)
    {
        var mapper = new ResponseItemMapper(database.Path);
        using var rows = database.Query(Plain, session);
        while (rows.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var item in Map(rows, mapper))
                yield return item;
        }
    }

    public IEnumerable<ImportedItem> Read(AgentsBranch branch, AgentsUsage? usage, CancellationToken cancellationToken)
    {
        var mapper = new ResponseItemMapper(database.Path);
        var counted = new HashSet<long>();
        using var rows = database.Query(OfBranch, session, branch.Name, branch.After.ToString(CultureInfo.InvariantCulture));
        while (rows.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (rows.IsNull(0))
                throw new ImportException(ImportFailure.Malformed, database.Path, string.Create(CultureInfo.InvariantCulture, $"message_structure of session '{session}', branch '{branch.Name}'"), string.Create(CultureInfo.InvariantCulture, $"names message {rows.Number(4)}, which agent_messages does not have"));

            var turn = rows.Number(3);
            foreach (var item in Map(rows, mapper))
            {
                // The SDK sums usage by turn: it stands with the first answer of the turn.
                long requests = 0;
                var call = turn is { } number && item.Message.Role == ChatRole.Assistant && !counted.Contains(number) ? usage?.Find(branch.Name, number, out requests) : null;
                if (call is not null)
                    counted.Add(turn!.Value);
                if (requests > 1)
                    (item.Message.AdditionalProperties ??= [])["usage_requests"] = requests;
                yield return call is null ? item : item with { Call = call };
            }
        }
    }

    private IEnumerable<ImportedItem> Map(SourceRows rows, ResponseItemMapper mapper)
    {
        read();
        var place = string.Create(CultureInfo.InvariantCulture, $"agent_messages row {rows.Number(0)}");
        var notes = new ItemNotes(place);
        var item = JsonText.Read(rows.Bytes(1), database.Path, place, notes);
        return mapper.Map(item, place, Time(rows.Text(2)), notes);
    }
}
