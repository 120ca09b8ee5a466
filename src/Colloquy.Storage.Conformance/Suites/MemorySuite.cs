using System.Text;

namespace Colloquy.Storage.Conformance;

/// <summary>A store that keeps memories across conversations keeps each with its words and its vector, finds it by both, and shows an owner nothing of another's.</summary>
public sealed class MemorySuite : StoreSuite
{
    private static readonly MemoryOwner Ada = new SessionOwner("ada");
    private static readonly DateTimeOffset Time = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(The_store_keeps_memories, StoreTraits.Memory),
        Case(A_memory_comes_back_as_it_was_kept, StoreTraits.Memory),
        Case(What_is_stored_under_a_key_takes_the_place_of_what_was_there, StoreTraits.Memory),
        Case(Memories_are_listed_the_last_kept_first_a_page_at_a_time, StoreTraits.Memory),
        Case(What_was_forgotten_is_found_no_more, StoreTraits.Memory),
        Case(What_was_replaced_is_found_by_its_new_words_only, StoreTraits.Memory),
        Case(Owners_see_nothing_of_one_another, StoreTraits.Memory),
        Case(Words_are_counted_all_of_them_or_any, StoreTraits.Memory),
        Case(Of_many_that_hold_the_words_those_kept_last_are_found, StoreTraits.Memory),
        Case(A_rare_word_is_found_beside_common_ones, StoreTraits.Memory),
        Case(Vectors_are_compared_with_those_of_their_model_and_dimension_only, StoreTraits.Memory),
        Case(A_vector_of_an_earlier_text_is_not_taken, StoreTraits.Memory),
        Case(Memories_without_a_vector_of_a_model_are_listed, StoreTraits.Memory),
        Case(A_full_memory_takes_no_more_but_replaces, StoreTraits.Memory),
        Case(A_memory_that_is_not_well_formed_is_refused, StoreTraits.Memory),
        Case(Memories_outlive_the_sessions_that_they_came_from, StoreTraits.Memory),
        Case(Memories_outlive_the_handle, StoreTraits.Memory | StoreTraits.Reopens),
        Case(Of_many_who_store_under_a_key_all_write_one_memory, StoreTraits.Memory),
        Case(Many_who_store_together_keep_no_more_than_the_owner_may, StoreTraits.Memory),
    ];

    private static Task The_store_keeps_memories(StoreCaseContext context)
    {
        Check.That(context.Store.GetService<IMemoryStore>() is not null, $"{context.Store.GetType().Name} is said to keep memories, but is no {nameof(IMemoryStore)}.");
        return Task.CompletedTask;
    }

    private static async Task A_memory_comes_back_as_it_was_kept(StoreCaseContext context)
    {
        var port = Port(context);
        var source = new MemorySource(new SessionKey("x' OR '1'='1", "ada"), new Position(42)) { Chain = Digest.Of("chain"u8) };
        foreach (var text in new[] { "likes tea", "\u00e9\u4e2d\U0001F600 'quoted' \"twice\" 100%\n\0end", new string('x', 300_000), "!!!" })
        {
            var put = Put(Ada, null, text) with { Source = source, Metadata = new Dictionary<string, string> { ["kind"] = "taste", [""] = "\u4e2d" } };

            var kept = await port.PutAsync(put);

            var found = Check.Single(await port.ReadAsync(Ada, [kept.Id]), "the memory that was kept");
            foreach (var item in new[] { kept, found })
            {
                Check.Equal((null, text, 1L), (item.Key, item.Text, item.Version), "the key, the text and the version");
                Check.Equal((Time, Time), (item.CreatedAt, item.UpdatedAt), "when it was kept");
                Check.Equal(source, item.Source, "where it came from");
                Check.Sequence(["=\u4e2d", "kind=taste"], item.Metadata.Select(pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal), "the metadata");
            }
        }

        var bare = await port.PutAsync(Put(Ada, "k", "text"));
        Check.Equal((null, 0), (bare.Source, (await port.FindAsync(Ada, "k"))!.Metadata.Count), "the source and the metadata of a memory without");
    }

    private static async Task What_is_stored_under_a_key_takes_the_place_of_what_was_there(StoreCaseContext context)
    {
        var port = Port(context);
        var first = await port.PutAsync(Put(Ada, "color", "green") with { Metadata = new Dictionary<string, string> { ["a"] = "b" } });
        var other = await port.PutAsync(Put(Ada, "Color", "blue"));
        await port.PutAsync(Put(Ada, null, "a text"));
        await port.PutAsync(Put(Ada, null, "a text"));

        var second = await port.PutAsync(Put(Ada, "color", "red") with { At = Time.AddHours(1) });

        Check.Equal((first.Id, 2L, Time, Time.AddHours(1)), (second.Id, second.Version, second.CreatedAt, second.UpdatedAt), "the memory that was replaced");
        Check.Equal("red", (await port.FindAsync(Ada, "color"))?.Text, "what is found under the key");
        Check.Equal(0, (await port.FindAsync(Ada, "color"))!.Metadata.Count, "the metadata after it was replaced without any");
        Check.Equal((other.Id, "blue"), ((await port.FindAsync(Ada, "Color"))!.Id, (await port.FindAsync(Ada, "Color"))!.Text), "the key in other case");
        Check.Sequence(["a text", "a text", "blue", "red"], await TextsAsync(port, Ada), "the memories");
    }

    private static async Task Memories_are_listed_the_last_kept_first_a_page_at_a_time(StoreCaseContext context)
    {
        var port = Port(context);
        var kept = new List<MemoryItem>();
        for (var i = 0; i < 7; i++)
        {
            kept.Add(await port.PutAsync(Put(Ada, $"{i}", $"text {i}")));
            await port.PutAsync(Put(new SessionOwner("ben"), $"{i}", "of another"));
        }

        await port.PutAsync(Put(Ada, "0", "again"));

        var first = await port.ListAsync(new MemoryListing(Ada) { Limit = 3 });
        await port.ForgetAsync(Ada, first.Next!.Value);
        var second = await port.ListAsync(new MemoryListing(Ada) { Limit = 3, Before = first.Next });
        var third = await port.ListAsync(new MemoryListing(Ada) { Limit = 3, Before = second.Next });
        Check.Sequence(["6", "5", "4"], first.Items.Select(item => item.Key), "the first page");
        Check.Sequence(["3", "2", "1"], second.Items.Select(item => item.Key), "the second page, where the last of the first was forgotten");
        Check.Sequence(["0"], third.Items.Select(item => item.Key), "the third page");
        Check.Equal(null, third.Next, "what comes after the last page");
        Check.Equal(null, (await port.ListAsync(new MemoryListing(Ada) { Limit = 6 })).Next, "what comes after a page that holds all");
        Check.Sequence([kept[2].Id, kept[5].Id], (await port.ReadAsync(Ada, [kept[2].Id, kept[4].Id, kept[5].Id])).Select(item => item.Id), "those that are read by their numbers, one of which is forgotten");
    }

    private static async Task What_was_forgotten_is_found_no_more(StoreCaseContext context)
    {
        var port = Port(context);
        var first = await port.PutAsync(Put(Ada, "pet", "a cat named mia", 1, 0));
        var second = await port.PutAsync(Put(Ada, null, "mia is old", 1, 0));
        var bens = await port.PutAsync(Put(new SessionOwner("ben"), "pet", "mia", 1, 0));

        Check.Equal(false, await port.ForgetAsync(Ada, bens.Id), "what was forgotten by the number of another's memory");
        Check.Equal(true, await port.ForgetAsync(Ada, first.Id), "what was forgotten by a number");
        Check.Equal(false, await port.ForgetAsync(Ada, first.Id), "what was forgotten again");

        Check.Equal(null, await port.FindAsync(Ada, "pet"), "what is found under the key");
        Check.Sequence([], await port.ReadAsync(Ada, [first.Id]), "what is found by the number");
        Check.Sequence([second.Id], await MatchAsync(port, Ada, "mia"), "what is found by a word");
        Check.Sequence([second.Id], await NearestAsync(port, Ada, 1, 0), "what is found by a vector");
        var third = await port.PutAsync(Put(Ada, "pet", "a dog"));
        Check.That(third.Id > second.Id && third.Id != first.Id && third.Version == 1, "A memory that comes under a forgotten key is a new one.");

        Check.Equal(2, await port.ClearAsync(Ada), "how many were forgotten at once");
        Check.Sequence([], await TextsAsync(port, Ada), "what is left");
        Check.Sequence([], await MatchAsync(port, Ada, "mia"), "what is found by a word when all is forgotten");
        Check.Sequence([bens.Id], await NearestAsync(port, new SessionOwner("ben"), 1, 0), "what another has");
        Check.That((await port.PutAsync(Put(Ada, null, "new"))).Id > third.Id, "Numbers are not given twice, also when all was forgotten.");
    }

    private static async Task What_was_replaced_is_found_by_its_new_words_only(StoreCaseContext context)
    {
        var port = Port(context);
        var kept = await port.PutAsync(Put(Ada, "drink", "tea", 1, 0));
        await port.PutAsync(Put(Ada, "drink", "coffee", 0, 1));

        Check.Sequence([], await MatchAsync(port, Ada, "tea"), "what is found by a word of the text before");
        Check.Sequence([kept.Id], await MatchAsync(port, Ada, "coffee"), "what is found by a word of the text now");
        Check.Equal(0.0, (await port.FindNearestAsync(Ada, new MemoryVector("m", [1, 0]), 5)).Found[0].Similarity, "the similarity of the vector of the text before");

        await port.PutAsync(Put(Ada, "drink", "water"));
        Check.Equal((0L, 1L), ((await port.FindNearestAsync(Ada, new MemoryVector("m", [1, 0]), 5)) is var nearest ? nearest.Compared : -1, nearest.Total), "how many vectors are compared when the new text has none");
    }

    private static async Task Owners_see_nothing_of_one_another(StoreCaseContext context)
    {
        var port = Port(context);
        MemoryOwner[] owners =
        [
            new SessionOwner(), Ada, new SessionOwner("Ada"), new SessionOwner("ada%"), new SessionOwner("ada/x"), new SessionOwner("ada", "other"), new SessionOwner(app: "other"),
            new MemoryOwner(new SessionOwner(), "ada"), new MemoryOwner(new SessionOwner(), "guide"), new MemoryOwner(new SessionOwner("ada"), "guide"), new MemoryOwner(new SessionOwner("guide"), "ada"), new SessionOwner("ada", "x' OR '1'='1"), new SessionOwner("1x"), new SessionOwner("x"),
        ];
        var kept = new List<MemoryItem>();
        for (var i = 0; i < owners.Length; i++)
            kept.Add(await port.PutAsync(Put(owners[i], "secret", $"number {i}", 1, 0)));

        for (var i = 0; i < owners.Length; i++)
        {
            Check.Sequence([$"number {i}"], await TextsAsync(port, owners[i]), $"the memories of {owners[i]}");
            Check.Equal($"number {i}", (await port.FindAsync(owners[i], "secret"))?.Text, $"what {owners[i]} has under the key");
            Check.Sequence([kept[i].Id], (await port.ReadAsync(owners[i], [.. kept.Select(item => item.Id)])).Select(item => item.Id), $"what {owners[i]} reads by all numbers");
            Check.Sequence([kept[i].Id], await MatchAsync(port, owners[i], "number"), $"what {owners[i]} finds by a word");
            Check.Sequence([kept[i].Id], await NearestAsync(port, owners[i], 1, 0), $"what {owners[i]} finds by a vector");
            Check.Equal(false, await port.SetVectorAsync(owners[i], kept[(i + 1) % owners.Length].Id, 1, new MemoryVector("m", [0, 1])), "whether another's memory took a vector");
        }

        Check.Sequence([], await TextsAsync(port, new SessionOwner("nobody")), "the memories of an owner who has none");
        Check.Equal(1, await port.ClearAsync(Ada), "how many one owner forgets");
        Check.Equal("number 0", (await port.FindAsync(owners[0], "secret"))?.Text, "what another has then");
    }

    private static async Task Words_are_counted_all_of_them_or_any(StoreCaseContext context)
    {
        var port = Port(context);
        var first = await port.PutAsync(Put(Ada, null, "green tea and black tea"));
        var second = await port.PutAsync(Put(Ada, null, "a green coat"));
        var third = await port.PutAsync(Put(Ada, null, "teapot"));
        await port.PutAsync(Put(Ada, null, "nothing of it"));
        await port.PutAsync(Put(Ada, null, "!") with { Words = default });
        SearchTerm green = new(["green"], false), tea = new(["tea"], false), beginning = new(["tea"], true), phrase = new(["black", "tea"], false), turned = new(["tea", "black"], false);

        Check.Sequence([$"{first.Id}: 1 2 of 5"], await ShowAsync(port, all: true, green, tea), "those that hold both words");
        Check.Sequence([$"{second.Id}: 1 0 of 3", $"{first.Id}: 1 2 of 5"], await ShowAsync(port, all: false, green, tea), "those that hold one of the words");
        Check.Sequence([$"{third.Id}: 1 of 1", $"{first.Id}: 2 of 5"], await ShowAsync(port, all: true, beginning), "those that hold the beginning of a word");
        Check.Sequence([$"{first.Id}: 1 of 5"], await ShowAsync(port, all: true, phrase), "those that hold a phrase");
        Check.Sequence([], await ShowAsync(port, all: true, turned), "those that hold a phrase that is not there");
        Check.Equal(5L, (await port.MatchAsync(Ada, [turned], anyTerm: false, limit: 9)).Total, "how many memories there are");
    }

    private static async Task Of_many_that_hold_the_words_those_kept_last_are_found(StoreCaseContext context)
    {
        var port = Port(context);
        var kept = new List<MemoryId>();
        for (var i = 0; i < 8; i++)
            kept.Add((await port.PutAsync(Put(Ada, $"{i}", "word"))).Id);

        var found = await port.MatchAsync(Ada, [new SearchTerm(["word"], false)], anyTerm: false, limit: 3);

        Check.Sequence([kept[7], kept[6], kept[5]], found.Found.Select(match => match.Id), "the memories that are found");
    }

    private static async Task A_rare_word_is_found_beside_common_ones(StoreCaseContext context)
    {
        var port = Port(context);
        var rare = await port.PutAsync(Put(Ada, "rare", "the parrot"));
        var kept = new List<MemoryId>();
        for (var i = 0; i < 5; i++)
            kept.Add((await port.PutAsync(Put(Ada, $"{i}", "the the cat"))).Id);

        var found = await port.MatchAsync(Ada, [new SearchTerm(["the"], false), new SearchTerm(["parrot"], false), new SearchTerm(["cat"], false)], anyTerm: true, limit: 2);

        Check.Sequence([$"{kept[4]}: 2 0 1", $"{kept[3]}: 2 0 1", $"{rare.Id}: 1 1 0"], found.Found.Select(match => $"{match.Id}: {string.Join(' ', match.Counts)}"), "two for each word");
    }

    private static async Task Vectors_are_compared_with_those_of_their_model_and_dimension_only(StoreCaseContext context)
    {
        var port = Port(context);
        var east = await port.PutAsync(Put(Ada, null, "east") with { Vector = new MemoryVector("m", [5, 0, 0]) });
        var north = await port.PutAsync(Put(Ada, null, "north east") with { Vector = new MemoryVector("m", [3, 3, 0]) });
        var west = await port.PutAsync(Put(Ada, null, "west") with { Vector = new MemoryVector("m", [-1, 0, 0]) });
        await port.PutAsync(Put(Ada, null, "another model") with { Vector = new MemoryVector("M", [1, 0, 0]) });
        await port.PutAsync(Put(Ada, null, "another dimension") with { Vector = new MemoryVector("m", [1, 0]) });
        await port.PutAsync(Put(Ada, null, "none"));

        var nearest = await port.FindNearestAsync(Ada, new MemoryVector("m", [0.5f, 0, 0]), 10);
        Check.Sequence([east.Id, north.Id, west.Id], nearest.Found.Select(found => found.Id), "the memories, the most alike first");
        Check.Sequence(["1.000", "0.707", "-1.000"], nearest.Found.Select(found => found.Similarity.ToString("F3", System.Globalization.CultureInfo.InvariantCulture)), "their similarity");
        Check.Equal((3L, 6L), (nearest.Compared, nearest.Total), "how many were compared, and how many there are");
        Check.Sequence([east.Id, north.Id], (await port.FindNearestAsync(Ada, new MemoryVector("m", [1, 0, 0]), 2)).Found.Select(found => found.Id), "the two most alike");
    }

    private static async Task A_vector_of_an_earlier_text_is_not_taken(StoreCaseContext context)
    {
        var port = Port(context);
        var first = await port.PutAsync(Put(Ada, "drink", "tea"));
        Check.Equal(true, await port.SetVectorAsync(Ada, first.Id, 1, new MemoryVector("m", [1, 0])), "whether the memory took its vector");
        await port.PutAsync(Put(Ada, "drink", "coffee"));

        Check.Equal(false, await port.SetVectorAsync(Ada, first.Id, 1, new MemoryVector("m", [1, 0])), "whether it took the vector of its text before");
        Check.Sequence([], await NearestAsync(port, Ada, 1, 0), "what is found by that vector");
        Check.Equal(true, await port.SetVectorAsync(Ada, first.Id, 2, new MemoryVector("other", [1, 0])), "whether it took another model's vector");
        Check.Equal(true, await port.SetVectorAsync(Ada, first.Id, 2, new MemoryVector("m", [0, 1])), "whether it took one in its place");
        Check.Sequence([], (await port.FindNearestAsync(Ada, new MemoryVector("other", [1, 0]), 5)).Found, "what is found by the model before");
        Check.Sequence([first.Id], await NearestAsync(port, Ada, 0, 1), "what is found by the model now");
        await port.ForgetAsync(Ada, first.Id);
        Check.Equal(false, await port.SetVectorAsync(Ada, first.Id, 2, new MemoryVector("m", [1, 0])), "whether a forgotten memory took a vector");
    }

    private static async Task Memories_without_a_vector_of_a_model_are_listed(StoreCaseContext context)
    {
        var port = Port(context);
        await port.PutAsync(Put(Ada, "none", "a"));
        await port.PutAsync(Put(Ada, "right", "b", 1, 0));
        await port.PutAsync(Put(Ada, "model", "c") with { Vector = new MemoryVector("M", [1, 0]) });
        await port.PutAsync(Put(Ada, "dimension", "d") with { Vector = new MemoryVector("m", [1, 0, 0]) });

        var listing = new MemoryListing(Ada) { WithoutVectorLike = new MemoryVector("m", [1, 0]), Limit = 2 };
        var first = await port.ListAsync(listing);
        var second = await port.ListAsync(listing with { Before = first.Next });

        Check.Sequence(["dimension", "model"], first.Items.Select(item => item.Key), "the first page");
        Check.Sequence(["none"], second.Items.Select(item => item.Key), "the second page");
    }

    private static async Task A_full_memory_takes_no_more_but_replaces(StoreCaseContext context)
    {
        var port = Port(context);
        await port.PutAsync(Put(Ada, "a", "1") with { MaxMemories = 2 });
        var second = await port.PutAsync(Put(Ada, null, "2") with { MaxMemories = 2 });

        var error = await Check.Throws<SizeLimitException>(async () => await port.PutAsync(Put(Ada, "b", "3") with { MaxMemories = 2 }), "a put into a full memory");

        Check.Equal((SizeLimit.Memories, 2L), (error.Kind, error.Limit), "what the exception says");
        await port.PutAsync(Put(Ada, "a", "one") with { MaxMemories = 2 });
        await port.PutAsync(Put(new SessionOwner("ben"), "a", "1") with { MaxMemories = 2 });
        Check.Sequence(["2", "one"], await TextsAsync(port, Ada), "the memories");
        await port.ForgetAsync(Ada, second.Id);
        await port.PutAsync(Put(Ada, "b", "3") with { MaxMemories = 2 });
        Check.Sequence(["3", "one"], await TextsAsync(port, Ada), "the memories after one was forgotten");
    }

    private static async Task A_memory_that_is_not_well_formed_is_refused(StoreCaseContext context)
    {
        var port = Port(context);
        foreach (var key in new[] { "", "a\nb", "lone \ud800", new string('x', 257) })
            await Check.Throws<InvalidKeyException>(async () => await port.PutAsync(Put(Ada, "k", "text") with { Key = key }), "a memory under a key that cannot be");
        foreach (var put in new[] { Put(Ada, "k", ""), Put(Ada, "k", "x") with { Text = "\udc00" }, Put(Ada, "k", "x") with { Metadata = new Dictionary<string, string> { ["\ud800"] = "" } } })
            await Check.Throws<ArgumentException>(async () => await port.PutAsync(put), "a memory that is not well-formed");

        Check.Sequence([], await TextsAsync(port, Ada), "the memories");
    }

    private static async Task Memories_outlive_the_sessions_that_they_came_from(StoreCaseContext context)
    {
        var (port, session) = (Port(context), await context.NewSessionAsync());
        await session.SayAsync("I like tea.");
        var source = new MemorySource(session.Key, new Position(1));
        await port.PutAsync(Put(Ada, "drink", "tea") with { Source = source });

        await context.Store.DeleteAsync(session.Key);

        Check.Equal(("tea", source), ((await port.FindAsync(Ada, "drink"))!.Text, (await port.FindAsync(Ada, "drink"))!.Source!), "the memory of a session that was deleted");
    }

    private static async Task Memories_outlive_the_handle(StoreCaseContext context)
    {
        var port = Port(context);
        var kept = await port.PutAsync(Put(Ada, "drink", "tea", 1, 0));

        var other = (await context.OpenAnotherAsync()).Require<IMemoryStore>();

        Check.Equal("tea", (await other.FindAsync(Ada, "drink"))?.Text, "what another handle finds under the key");
        Check.Sequence([kept.Id], await MatchAsync(other, Ada, "tea"), "what another handle finds by a word");
        Check.Sequence([kept.Id], await NearestAsync(other, Ada, 1, 0), "what another handle finds by a vector");
        await other.ForgetAsync(Ada, kept.Id);
        Check.Equal(null, await port.FindAsync(Ada, "drink"), "what the first handle finds when another forgot it");
    }

    private static async Task Of_many_who_store_under_a_key_all_write_one_memory(StoreCaseContext context)
    {
        await Crowd.ActAsync(context, 4, async (i, store) =>
        {
            for (var round = 0; round < 10; round++)
                await store.Require<IMemoryStore>().PutAsync(Put(Ada, "key", $"word{i} {round}", 1, i));
        });

        var port = Port(context);
        var kept = Check.Single((await port.ListAsync(new MemoryListing(Ada))).Items, "the memories under one key");
        Check.Equal(40L, kept.Version, "how often it was written");
        Check.Sequence([kept.Id], await MatchAsync(port, Ada, kept.Text.Split(' ')[0]), "what is found by the word that it has now");
        var (other, all) = (Enumerable.Range(0, 4).Select(i => $"word{i}").Where(word => !kept.Text.StartsWith(word, StringComparison.Ordinal)), new List<MemoryId>());
        foreach (var word in other)
            all.AddRange(await MatchAsync(port, Ada, word));
        Check.Sequence([], all, "what is found by the words that it had");
        Check.Equal(1L, (await port.FindNearestAsync(Ada, new MemoryVector("m", [1, 0]), 5)).Compared, "how many vectors there are");
    }

    private static async Task Many_who_store_together_keep_no_more_than_the_owner_may(StoreCaseContext context)
    {
        var refused = 0;
        await Crowd.ActAsync(context, 4, async (i, store) =>
        {
            for (var round = 0; round < 5; round++)
            {
                try
                {
                    var kept = await store.Require<IMemoryStore>().PutAsync(Put(Ada, null, $"text {i} {round}") with { MaxMemories = 10 });
                    if (round == 1)
                        await store.Require<IMemoryStore>().ForgetAsync(Ada, kept.Id);
                }
                catch (SizeLimitException)
                {
                    Interlocked.Increment(ref refused);
                }
            }
        });

        var port = Port(context);
        var listed = (await TextsAsync(port, Ada)).Count();
        Check.That(listed <= 10 && refused > 0, $"An owner who may have 10 memories has {listed}, and {refused} more were refused.");
        Check.Equal((long)listed, (await port.MatchAsync(Ada, [new SearchTerm(["text"], false)], anyTerm: false, limit: 100)).Total, "how many memories are counted");
    }

    private static IMemoryStore Port(StoreCaseContext context) => context.Store.Require<IMemoryStore>();

    private static MemoryPut Put(MemoryOwner owner, string? key, string text, params ReadOnlySpan<float> vector) => new()
    {
        Owner = owner,
        Key = key,
        Text = text,
        Words = Encoding.UTF8.GetBytes(text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == ' ') ? text : ""),
        At = Time,
        Vector = vector.IsEmpty ? null : new MemoryVector("m", vector),
        MaxMemories = 100,
    };

    private static async Task<IEnumerable<string>> TextsAsync(IMemoryStore port, MemoryOwner owner) => (await port.ListAsync(new MemoryListing(owner))).Items.Select(item => item.Text);

    private static async Task<IEnumerable<MemoryId>> MatchAsync(IMemoryStore port, MemoryOwner owner, string word) =>
        (await port.MatchAsync(owner, [new SearchTerm([word], false)], anyTerm: false, limit: 100)).Found.Select(match => match.Id);

    private static async Task<IEnumerable<MemoryId>> NearestAsync(IMemoryStore port, MemoryOwner owner, params float[] vector) =>
        (await port.FindNearestAsync(owner, new MemoryVector("m", vector), 100)).Found.Select(found => found.Id);

    private static async Task<IEnumerable<string>> ShowAsync(IMemoryStore port, bool all, params SearchTerm[] terms) =>
        (await port.MatchAsync(Ada, terms, anyTerm: !all, limit: 100)).Found.Select(match => $"{match.Id}: {string.Join(' ', match.Counts)} of {match.Length}");
}
