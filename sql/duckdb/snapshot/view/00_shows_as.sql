-- Meaning: is this how an id or a key was printed? Escapes of a terminal's characters, and a long one cut with the number of characters left out.
-- Gives:   false for the text itself, where nothing in it had to be escaped or cut: compare that first
create macro shows_as(whole, shown) as
case
  when regexp_full_match(shown, '(?s).*…\(\+\d+ characters\)') then
    length(whole) > try_cast(regexp_extract(shown, '\(\+(\d+) characters\)$', 1) as bigint)
    and case
      when contains(shown, '\') then printed("left"(whole, length(whole) - try_cast(regexp_extract(shown, '\(\+(\d+) characters\)$', 1) as bigint)))
      else "left"(whole, length(whole) - try_cast(regexp_extract(shown, '\(\+(\d+) characters\)$', 1) as bigint))
    end = regexp_extract(shown, '(?s)^(.*)…\(\+\d+ characters\)$', 1)
  when contains(shown, '\') then regexp_matches(whole, '[^\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}]') and printed(whole) = shown
  else false
end
