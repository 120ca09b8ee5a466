namespace Colloquy.Models.Tests;

public static class Streams
{
    public static async Task<List<T>> ToListAsync<T>(this IAsyncEnumerable<T> source)
    {
        List<T> items = [];
        await foreach (var item in source)
            items.Add(item);

        return items;
    }
}
