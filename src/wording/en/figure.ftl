### calculations

calculation-separator = ;{" "}
calculation-rounded = rounded({ $of }, { $places } places)
calculation-least = the smaller of ({ $a }, { $b })
calculation-greatest = the larger of ({ $a }, { $b })
calculation-terms = … ({ $count } terms)
calculation-folded = { $result } (from { $count } figures)
