using Colloquy.Sqlite;

namespace Colloquy.Benchmarks;

/// <summary>A session of 1,000,000 entries (125,000 in a hurry), written as a document and as transcripts, against a raw read of its messages and the parse of their JSON.</summary>
internal static class ExportMeasure
{
    private const double MostGrowth = 8;

    public static async Task<IReadOnlyList<Measurement>> RunAsync(FixtureFolder fixtures, Effort effort)
    {
        var messages = effort.IsQuick ? SessionFiles.Long : SessionFiles.Million;
        var path = await (effort.IsQuick ? SessionFiles.GetLongAsync(fixtures) : SessionFiles.GetMillionAsync(fixtures));
        await using var store = await SqliteSessionStore.OpenAsync(path);
        using var raw = new RawMessages(await (effort.IsQuick ? RawMessages.GetAsync(fixtures) : RawMessages.GetMillionAsync(fixtures)));
        var session = await store.FindAsync(SessionFiles.Key) ?? throw new InvalidOperationException("The fixture lacks its session.");

        Side[] sides =
        [
            new(_ => session.Documents.ExportAsync(Stream.Null)) { Operations = messages },
            new(_ => WriteAsync(TranscriptFormat.JsonLines)) { Operations = messages },
            new(_ => WriteAsync(TranscriptFormat.Markdown)) { Operations = messages },
            new(_ => WriteAsync(TranscriptFormat.Html)) { Operations = messages },
            new(_ =>
            {
                Expect(raw.ReadAll());
                return Task.CompletedTask;
            }) { Operations = messages },
        ];

        var costs = await Rounds.MeasureAsync(effort, TimeSpan.Zero, sides);
        var read = costs[^1].PerSecond;
        var meter = new HeapMeter();
        await session.Documents.ExportAsync(meter);
        await session.Documents.WriteTranscriptAsync(meter, new TranscriptOptions { Format = TranscriptFormat.Html });
        return
        [
            Measurement.Of("export.rate", costs[0].PerSecond, "messages/s", read, Target.Min(0.5)),
            Measurement.Of("export.jsonl", costs[1].PerSecond, "messages/s", read, Target.Min(0.5)),
            Measurement.Of("export.markdown", costs[2].PerSecond, "messages/s", read, Target.Min(0.5)),
            Measurement.Of("export.html", costs[3].PerSecond, "messages/s", read, Target.Min(0.5)),
            Measurement.Of("export.memory", meter.GrownBytes / 1e6, "MB", MostGrowth, Target.Max(1)),
        ];

        async Task WriteAsync(TranscriptFormat format) => Expect(await session.Documents.WriteTranscriptAsync(Stream.Null, new TranscriptOptions { Format = format }));

        void Expect(long count)
        {
            if (count != messages)
                throw new InvalidOperationException($"{count} messages were written or read, not {messages}.");
        }
    }
}
