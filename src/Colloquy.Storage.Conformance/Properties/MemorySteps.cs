namespace Colloquy.Storage.Conformance;

/// <summary>Takes random steps on the memories of some owners, and compares with a model after each.</summary>
internal sealed class MemorySteps(StoreCaseContext context, int seed)
{
    private static readonly string[] Words = ["tea", "coffee", "green", "black", "likes", "no", "hates", "teapot"];

    private readonly Random _random = new(seed);
    private readonly List<string> _trace = [];
    private readonly Dictionary<MemoryOwner, SortedList<long, (string? Key, string Text, long Version, bool HasVector)>> _model = [];

    public async Task RunAsync(int count)
    {
        using var embeddings = new LetterEmbeddings("letters");
        var app = $"app {seed}";
        MemoryOwner[] owners = [new SessionOwner("ada", app), new SessionOwner("ben", app), new SessionOwner(app: app), new MemoryOwner(new SessionOwner("ada", app), "guide")];
        foreach (var owner in owners)
            _model.Add(owner, []);
        try
        {
            for (var step = 0; step < count; step++)
            {
                var (owner, embeds) = (owners[_random.Next(owners.Length)], _random.Next(3) > 0);
                var memory = context.Store.GetMemory(owner, new MemoryOptions { Embeddings = embeds ? embeddings : null });
                await StepAsync(memory, _model[owner], embeds);
                foreach (var other in owners)
                    await CompareAsync(context.Store.GetMemory(other, new MemoryOptions { Embeddings = embeddings }), _model[other]);
            }
        }
        catch (Exception error)
        {
            throw new ConformanceException($"{error.Message} The last steps were: {string.Join("; ", _trace.TakeLast(10))}. Set {RandomSeed.Variable}={seed} to take the same steps again.", error);
        }
    }

    private async Task StepAsync(Memory memory, SortedList<long, (string? Key, string Text, long Version, bool HasVector)> model, bool embeds)
    {
        var text = string.Join(' ', Enumerable.Range(0, _random.Next(1, 5)).Select(_ => Words[_random.Next(Words.Length)]));
        switch (_random.Next(8))
        {
            case 0 or 1 or 2:
                var key = $"key{_random.Next(4)}";
                _trace.Add($"store {key} = {text} of {memory.Owner}, embeds {embeds}");
                var stored = await memory.StoreAsync(key, text);
                var before = model.FirstOrDefault(pair => pair.Value.Key == key);
                Check.Equal(before.Value.Version + 1, stored.Version, "the version");
                Check.That(before.Value.Key is null || stored.Id.Value == before.Key, "A memory under a key keeps its number.");
                model[stored.Id.Value] = (key, text, stored.Version, embeds);
                break;
            case 3 or 4:
                _trace.Add($"add {text} of {memory.Owner}, embeds {embeds}");
                model.Add((await memory.AddAsync(text)).Id.Value, (null, text, 1, embeds));
                break;
            case 5 when model.Count > 0:
                var id = model.Keys[_random.Next(model.Count)];
                _trace.Add($"forget {id} of {memory.Owner}");
                Check.Equal(true, model[id].Key is { } name ? await memory.ForgetAsync(name) : await memory.ForgetAsync(new MemoryId(id)), "whether a memory was forgotten");
                model.Remove(id);
                break;
            case 6 when embeds:
                _trace.Add($"refresh {memory.Owner}");
                Check.Equal((long)model.Values.Count(kept => !kept.HasVector), await memory.RefreshVectorsAsync(), "how many vectors were made");
                foreach (var kept in model.Keys.ToList())
                    model[kept] = model[kept] with { HasVector = true };
                break;
            case 7 when _random.Next(4) == 0:
                _trace.Add($"forget all of {memory.Owner}");
                Check.Equal((long)model.Count, await memory.ClearAsync(), "how many memories were forgotten");
                model.Clear();
                break;
        }
    }

    private async Task CompareAsync(Memory memory, SortedList<long, (string? Key, string Text, long Version, bool HasVector)> model)
    {
        var listed = new List<string>();
        await foreach (var item in memory.ListAsync())
            listed.Add($"{item.Id} {item.Key} = {item.Text} @{item.Version}");
        Check.Sequence(model.Reverse().Select(pair => $"{pair.Key} {pair.Value.Key} = {pair.Value.Text} @{pair.Value.Version}"), listed, $"the memories of {memory.Owner}");

        var (words, any) = (Enumerable.Range(0, 2).Select(_ => Words[_random.Next(Words.Length)]).Distinct().ToList(), _random.Next(2) == 0);
        var query = new MemoryQuery(string.Join(' ', words)) { AnyWord = any, Limit = 100, MinSimilarity = 0.9 };
        var found = await memory.SearchAsync(query);

        var letters = LetterEmbeddings.Count(query.Text);
        var byWords = model.Where(pair => any ? words.Exists(word => Holds(pair.Value, word)) : words.TrueForAll(word => Holds(pair.Value, word))).Select(pair => pair.Key).ToHashSet();
        var byMeaning = model.Where(pair => pair.Value.HasVector && Cosine(letters, LetterEmbeddings.Count(TextOf(pair.Value))) >= 0.9).Select(pair => pair.Key).ToHashSet();
        Check.Sequence(byWords.Order(), found.Hits.Where(hit => hit.WordScore is not null).Select(hit => hit.Memory.Id.Value).Order(), $"what is found of {memory.Owner} by the words {query.Text}, any {any}");
        Check.Sequence(byMeaning.Order(), found.Hits.Where(hit => hit.Similarity is not null).Select(hit => hit.Memory.Id.Value).Order(), $"what is found of {memory.Owner} by the meaning of {query.Text}");
        Check.Equal((long)model.Values.Count(kept => !kept.HasVector), found.WithoutVector, $"how many of {memory.Owner} have no vector");
        Check.That(found.Hits.Zip(found.Hits.Skip(1)).All(pair => pair.First.Score >= pair.Second.Score), "The best come first.");
    }

    private static string TextOf((string? Key, string Text, long Version, bool HasVector) kept) => kept.Key is null ? kept.Text : $"{kept.Key}: {kept.Text}";

    private static bool Holds((string? Key, string Text, long Version, bool HasVector) kept, string word) => TextOf(kept).Split(' ').Contains(word);

    private static double Cosine(float[] left, float[] right)
    {
        var product = left.Zip(right).Sum(pair => (double)pair.First * pair.Second);
        var lengths = Math.Sqrt(left.Sum(x => (double)x * x)) * Math.Sqrt(right.Sum(x => (double)x * x));
        return lengths > 0 ? product / lengths : 0;
    }
}
