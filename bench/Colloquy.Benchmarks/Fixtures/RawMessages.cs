using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.AI;

namespace Colloquy.Benchmarks;

/// <summary>The least that could read messages back: a table of a number and the message's JSON, and a parse of that.</summary>
internal sealed class RawMessages : IDisposable
{
    private static readonly JsonTypeInfo<ChatMessage> MessageInfo = CreateInfo();

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _newest;
    private readonly SqliteCommand _all;
    private readonly int _newestCount;

    public RawMessages(string path, int newest = 20)
    {
        _connection = RawFile.Open(path, "NORMAL");
        _newest = Prepare($"SELECT payload FROM messages ORDER BY position DESC LIMIT {newest}");
        _newestCount = newest;
        _all = Prepare("SELECT payload FROM messages ORDER BY position");
    }

    public static Task<string> GetAsync(FixtureFolder folder) => GetAsync(folder, "raw.db", SessionFiles.Long);

    public static Task<string> GetMillionAsync(FixtureFolder folder) => GetAsync(folder, "raw-million.db", SessionFiles.Million);

    private static Task<string> GetAsync(FixtureFolder folder, string name, int messages) => folder.GetAsync(name, path =>
    {
        using var connection = RawFile.Open(path, "NORMAL");
        RawFile.Execute(connection, "CREATE TABLE messages (position INTEGER PRIMARY KEY, payload BLOB)");
        using var transaction = connection.BeginTransaction();
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO messages (payload) VALUES ($payload)";
        var payload = insert.Parameters.Add(new SqliteParameter("$payload", null));
        for (var turn = 1; turn <= messages / SampleTurn.Messages; turn++)
        {
            foreach (var message in SampleTurn.Create(turn))
            {
                payload.Value = JsonSerializer.SerializeToUtf8Bytes(message, MessageInfo);
                insert.ExecuteNonQuery();
            }
        }

        transaction.Commit();
        return Task.CompletedTask;
    });

    public List<ChatMessage> ReadNewest()
    {
        var messages = new List<ChatMessage>(_newestCount);
        using var reader = _newest.ExecuteReader();
        while (reader.Read())
            messages.Add(Parse(reader));
        messages.Reverse();
        return messages;
    }

    public int ReadAll()
    {
        var count = 0;
        using var reader = _all.ExecuteReader();
        while (reader.Read())
            count += Parse(reader).Contents.Count;
        return count;
    }

    public void Dispose()
    {
        _newest.Dispose();
        _all.Dispose();
        _connection.Dispose();
    }

    private static ChatMessage Parse(SqliteDataReader reader) => JsonSerializer.Deserialize(reader.GetFieldValue<byte[]>(0), MessageInfo)!;

    private static JsonTypeInfo<ChatMessage> CreateInfo()
    {
        var options = new JsonSerializerOptions(AIJsonUtilities.DefaultOptions) { WriteIndented = false, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        return (JsonTypeInfo<ChatMessage>)options.GetTypeInfo(typeof(ChatMessage));
    }

    private SqliteCommand Prepare(string sql)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // The benchmarks' own constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Prepare();
        return command;
    }
}
